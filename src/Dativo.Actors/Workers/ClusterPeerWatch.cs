using Akka.Actor;
using Akka.Cluster;
using Dativo.Actors.Hosting;

namespace Dativo.Actors.Workers;

/// <summary>
/// Tells its parent, a worker, of the workers of the cluster's other members that can be reached. One that leaves is among
/// them until it is gone: its runs that wait are to start elsewhere, and it says itself that it takes no more.
/// </summary>
internal sealed class ClusterPeerWatch : ReceiveActor
{
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly HashSet<UniqueAddress> _up = [];
    private readonly HashSet<UniqueAddress> _unreachable = [];
    private readonly string _workerPath;

    public ClusterPeerWatch(string workerPath)
    {
        _workerPath = workerPath;
        Receive<ClusterEvent.CurrentClusterState>(state =>
        {
            foreach (var member in state.Unreachable)
                _unreachable.Add(member.UniqueAddress);
            foreach (var member in state.Members.Where(static member => member.Status is MemberStatus.Up or MemberStatus.Leaving or MemberStatus.Exiting))
                Joined(member);
        });
        Receive<ClusterEvent.MemberUp>(message => Joined(message.Member));
        Receive<ClusterEvent.MemberRemoved>(message =>
        {
            _unreachable.Remove(message.Member.UniqueAddress);
            Left(message.Member);
        });
        Receive<ClusterEvent.IMemberEvent>(static message => message.Member.Status == MemberStatus.Down, message => Left(message.Member));
        Receive<ClusterEvent.IMemberEvent>(static _ => { });
        Receive<ClusterEvent.UnreachableMember>(message =>
        {
            _unreachable.Add(message.Member.UniqueAddress);
            Tell(message.Member);
        });
        Receive<ClusterEvent.ReachableMember>(message =>
        {
            _unreachable.Remove(message.Member.UniqueAddress);
            Tell(message.Member);
        });
    }

    protected override void PreStart() =>
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private void Joined(Member member)
    {
        if (!member.HasRole(NodeRoles.Worker) || member.UniqueAddress.Equals(_cluster.SelfUniqueAddress))
            return;
        _up.Add(member.UniqueAddress);
        Tell(member);
    }

    private void Left(Member member)
    {
        if (_up.Remove(member.UniqueAddress))
            Context.Parent.Tell(new PeerGone(ClusterNodeDirectory.NameOf(member.UniqueAddress)));
    }

    private void Tell(Member member)
    {
        var address = member.UniqueAddress;
        if (!_up.Contains(address))
            return;
        var node = ClusterNodeDirectory.NameOf(address);
        Context.Parent.Tell(_unreachable.Contains(address)
            ? new PeerGone(node)
            : new PeerUp(node, Context.ActorSelection(address.Address + _workerPath)));
    }
}
