using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Dativo.Actors.Management;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Membership;

/// <summary>
/// A node's part in who belongs to the cluster: joins it, watches the others, and lets <see cref="MembershipDecision"/> decide
/// whose lease is taken, who is to leave a partition, and who is removed. Nobody is removed whose lease still runs.
/// </summary>
internal sealed class MembershipActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan JoinPatience = TimeSpan.FromSeconds(5);
    private readonly MembershipServices _services;
    private readonly LeaseHolder _lease;
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly string _self;
    private readonly long _renewInterval;

    // To whom this node said, and when, that it does not reach the database: their leases it must not take meanwhile.
    private readonly Dictionary<string, long> _promises = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _unseenSince = new(StringComparer.Ordinal);

    // Whose leases this node set out to take. It may have happened even where the database did not say so, and then no promise holds.
    private readonly HashSet<string> _condemned = new(StringComparer.Ordinal);
    private readonly HashSet<string> _downed = new(StringComparer.Ordinal);
    private bool _acting;
    private bool _joining;
    private bool _failing;

    public MembershipActor(MembershipServices services)
    {
        _services = services;
        _lease = services.Lease;
        _self = ClusterNodeDirectory.NameOf(_cluster.SelfUniqueAddress);
        _renewInterval = (long)_lease.Terms.RenewInterval.TotalMilliseconds;

        Receive<Tick>(_ => OnTick());
        Receive<Join>(_ => StartJoining());
        Receive<Contacts>(OnContacts);
        Receive<ActionsDone>(OnDone);
        Receive<Status.Failure>(failure =>
        {
            (_acting, _joining) = (false, false);
            if (!_failing)
                _services.Log.Failed(failure.Cause, "A decision about the cluster");
            _failing = true;
        });
        Receive<ClusterEvent.MemberUp>(message => OnUp(message.Member));
        Receive<ClusterEvent.MemberRemoved>(message => OnRemoved(message.Member));
        Receive<ClusterEvent.IClusterDomainEvent>(_ => Refresh());
        Receive<AskForLife>(OnAskForLife);
        Receive<PeerRenewed>(message => message.Asker.Tell(new LeaseRenewedForYou(message.AskedAt)));
        Receive<DatabaseUnreachable>(message => _lease.Confirmed(message.Node, message.AskedAt));
        Receive<LeaseRenewedForYou>(message => _lease.RenewedByPeer(message.AskedAt));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static long Now => Environment.TickCount64;

    protected override void PreStart()
    {
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));
        Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, _lease.Terms.RenewInterval);
        StartJoining();
    }

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private void OnTick()
    {
        if (_lease.Lost.IsCompleted)
            return;
        var view = Look();
        _lease.SetOthers(view.Others);
        AskForLife(view);
        Act(view);
    }

    private void Refresh() => _lease.SetOthers(Look().Others);

    // Whether the database has answered within two renewals; null before it has answered at all.
    private bool? DatabaseAnswers => _lease.AnsweredAt is { } answeredAt ? Now - answeredAt < 2 * _renewInterval : null;

    // Without the database, the others are asked before the lease ends.
    private void AskForLife(ClusterView view)
    {
        if (DatabaseAnswers is not false)
            return;
        foreach (var member in _cluster.State.Members.Where(member => member.UniqueAddress != _cluster.SelfUniqueAddress))
        {
            if (view.Others.Contains(ClusterNodeDirectory.NameOf(member.UniqueAddress)))
                Context.ActorSelection(Self.Path.ToStringWithAddress(member.Address)).Tell(new AskForLife(_self, Now));
        }
    }

    private void OnAskForLife(AskForLife message)
    {
        if (DatabaseAnswers is not { } answers)
            return;
        if (!answers)
        {
            if (_condemned.Contains(message.Node))
                return;
            _promises[message.Node] = Now;
            Sender.Tell(new DatabaseUnreachable(_self, message.AskedAt));
            return;
        }

        var asker = Sender;
        _services.Store.RenewForAsync(message.Node, CancellationToken.None).PipeTo(
            Self,
            success: renewed => renewed ? new PeerRenewed(asker, message.AskedAt) : Ignored.Instance,
            failure: _ => Ignored.Instance);
    }

    private void Act(ClusterView view)
    {
        // Only on what the database said just now: an old look at the leases decides nothing.
        if (_acting || DatabaseAnswers is not true)
            return;
        var decision = MembershipDecision.Of(view, _lease.Leases, _promises, _lease.Terms, Now);
        foreach (var node in decision.Down.Where(_downed.Add))
            Down(node);
        if (decision.Fence.IsEmpty && decision.Evict.IsEmpty)
            return;
        _acting = true;
        _condemned.UnionWith(decision.Fence);
        ActAsync(decision).PipeTo(Self, failure: cause => new Status.Failure(cause));
    }

    private async Task<ActionsDone> ActAsync(MembershipDecision decision)
    {
        var fenced = await _services.Store.FenceAsync(decision.Fence, CancellationToken.None);
        var evicted = decision.Evict.IsEmpty ? [] : await _services.Store.EvictAsync(_self, decision.Evict, CancellationToken.None);
        return new ActionsDone(fenced, evicted);
    }

    private void OnDone(ActionsDone done)
    {
        (_acting, _failing) = (false, false);
        foreach (var node in done.Fenced.Where(_downed.Add))
        {
            _services.Log.Fenced(node);
            Down(node);
        }

        foreach (var node in done.Evicted)
            _services.Log.Evicted(node);
    }

    private void Down(string node)
    {
        foreach (var member in _cluster.State.Members)
        {
            if (ClusterNodeDirectory.NameOf(member.UniqueAddress) == node)
                _cluster.Down(member.Address);
        }

        _services.Log.Downed(node);
    }

    private ClusterView Look()
    {
        var state = _cluster.State;
        var scheduler = ClusterMembers.OldestUp(state.Members, _services.SchedulerRole);
        var members = ImmutableArray.CreateBuilder<MemberView>(state.Members.Count);
        foreach (var member in state.Members)
        {
            var node = ClusterNodeDirectory.NameOf(member.UniqueAddress);
            members.Add(new MemberView(node, StandingOf(member.Status), UnseenSince(member, node, state), member.UniqueAddress == scheduler?.UniqueAddress));
        }

        return new ClusterView(_self, members.ToImmutable());
    }

    private long? UnseenSince(Member member, string node, ClusterEvent.CurrentClusterState state)
    {
        // What this node hears itself counts for more than what others say: in a partition that is not clean they differ.
        var heard = _cluster.FailureDetector.IsMonitoring(member.Address)
            ? _cluster.FailureDetector.IsAvailable(member.Address)
            : !state.Unreachable.Contains(member);
        if (heard || node == _self)
        {
            if (_unseenSince.Remove(node))
                _services.Log.SeenAgain(node);
            return null;
        }

        if (_unseenSince.TryGetValue(node, out var since))
            return since;
        _unseenSince[node] = Now;
        if (!_downed.Contains(node))
            _services.Log.Unseen(node);
        return Now;
    }

    private static MemberStanding StandingOf(MemberStatus status) => status switch
    {
        MemberStatus.Joining or MemberStatus.WeaklyUp => MemberStanding.Entering,
        MemberStatus.Up => MemberStanding.Up,
        MemberStatus.Leaving or MemberStatus.Exiting => MemberStanding.Leaving,
        _ => MemberStanding.Down,
    };

    private void StartJoining()
    {
        if (_joining || _lease.IsMember || _lease.Lost.IsCompleted)
            return;
        _joining = true;
        Timers.StartSingleTimer(Join.Instance, Join.Instance, JoinPatience);
        _services.Store.FindClusterAsync(_self, CancellationToken.None).PipeTo(
            Self,
            success: contacts => new Contacts(contacts),
            failure: cause => new Status.Failure(cause));
    }

    private void OnContacts(Contacts found)
    {
        (_joining, _failing) = (false, false);
        if (_lease.IsMember)
            return;
        var own = _cluster.SelfAddress;
        if (found.Addresses.IsEmpty)
        {
            _services.Log.Founded(_self);
            _cluster.Join(own);
            return;
        }

        var contacts = found.Addresses.Concat(_services.Seeds).Select(AddressOf).Where(address => address != own).Distinct().ToImmutableArray();
        _services.Log.Joining(_self, contacts.Select(NodeNames.HostAndPort));
        _cluster.JoinSeedNodes(contacts);
    }

    private Address AddressOf(string hostPort)
    {
        var (host, port) = NodeNames.Split(hostPort);
        return _cluster.SelfAddress.WithHost(host).WithPort(port);
    }

    private void OnUp(Member member)
    {
        Refresh();
        if (member.UniqueAddress != _cluster.SelfUniqueAddress)
        {
            _services.Log.Came(ClusterNodeDirectory.NameOf(member.UniqueAddress), member.Roles.Order(StringComparer.Ordinal));
            return;
        }

        _lease.IsMember = true;
        Timers.Cancel(Join.Instance);
        _services.Log.Joined(_self);
    }

    private void OnRemoved(Member member)
    {
        Refresh();
        var node = ClusterNodeDirectory.NameOf(member.UniqueAddress);
        _promises.Remove(node);
        _unseenSince.Remove(node);
        _condemned.Remove(node);
        _downed.Remove(node);
        if (node != _self)
            _services.Log.Went(node);
    }

    private sealed record Contacts(ImmutableArray<string> Addresses);

    private sealed record ActionsDone(ImmutableArray<string> Fenced, ImmutableArray<string> Evicted);

    private sealed record PeerRenewed(IActorRef Asker, long AskedAt);

    private sealed class Tick
    {
        public static readonly Tick Instance = new();
    }

    private sealed class Join
    {
        public static readonly Join Instance = new();
    }

    private sealed class Ignored : IDeadLetterSuppression
    {
        public static readonly Ignored Instance = new();
    }
}
