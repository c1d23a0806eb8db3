using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Workers;

/// <summary>
/// One node's worker: gives out its slots, runs attempts in them, and keeps every outcome until the tenant has
/// stored it. Where its own slots do not reach, it asks the workers of other nodes for theirs. Holds nothing on disk:
/// what it forgets by dying is <c>interrupted</c>.
/// </summary>
internal sealed class WorkerActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan RepeatInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReservationLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan NewsInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LeastNewsInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan UrgentNewsInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan DrainReportInterval = TimeSpan.FromSeconds(5);

    // What was stored as started ahead of its slot was to have it in moments.
    private static readonly TimeSpan SpareLaunchLimit = TimeSpan.FromSeconds(2);

    // What had a slot, and comes late or from a tenant that starts again, waits for the next one here: to refuse it costs the run an attempt.
    private static readonly TimeSpan LaunchLimit = TimeSpan.FromSeconds(30);

    private const int MaxRefused = 10_000;

    private readonly WorkerServices _services;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<Guid, Assignment> _assignments = [];
    private readonly SlotBook _book;
    private readonly Dictionary<string, ICanTell> _peers = new(StringComparer.Ordinal);
    private readonly HashSet<(Guid RunId, int Attempt)> _refused = [];
    private readonly long _startedAt;
    private bool _ready;
    private bool _lost;
    private IActorRef? _drainedTo;
    private TimeSpan _toldAt = -NewsInterval;
    private WorkerNews? _told;
    private ImmutableHashSet<string> _toldTo = [];
    private bool _tellsSoon;
    private bool _waited;
    private bool _asksAll;

    public WorkerActor(WorkerServices services)
    {
        _services = services;
        services.Board.Clear();
        _book = new SlotBook(services.Slots, services.Board);
        _startedAt = services.Time.GetTimestamp();
        services.Board.Overview = _book.Overview();
        Receive<ExecutorReady>(_ =>
        {
            _ready = true;
            GrantSlots();
        });
        Receive<ExecutorLost>(_ =>
        {
            _lost = true;
            RefuseAll();
            TellPeers(alsoNothingNew: false);
        });
        Receive<Status.Failure>(failure => _log.Error(failure.Cause, "This node cannot run jobs"));
        Receive<RequestSlot>(OnRequestSlot);
        Receive<LaunchAttempt>(message => OnLaunch(message.Order, inSpareSlot: false));
        Receive<LaunchInSpareSlot>(message => OnLaunch(message.Order, inSpareSlot: true));
        Receive<SpareSlotReturned>(_ => GrantSlots());
        Receive<CancelAttempt>(message => Running(message.RunId, message.Attempt)?.Stop(AttemptOutcomeKind.Cancelled));
        Receive<AttemptTimeout>(message => Running(message.RunId, message.Attempt)?.Stop(AttemptOutcomeKind.TimedOut));
        Receive<AttachAttempt>(OnAttach);
        Receive<AttemptIsUp>(message =>
        {
            if (_assignments.TryGetValue(message.RunId, out var assignment) && assignment.Order?.Attempt == message.Attempt && assignment.Outcome is null)
                Report(assignment);
        });
        Receive<AttemptCompleted>(OnCompleted);
        Receive<OutcomeStored>(OnOutcomeStored);
        Receive<Terminated>(OnOwnerGone);
        Receive<Repeat>(_ => RepeatOutcomes());
        Receive<ReservationEnds>(message =>
        {
            if (_assignments.TryGetValue(message.RunId, out var reserved) && reserved.Order is null)
                Forget(message.RunId);
        });
        Receive<DrainWorker>(OnDrain);
        Receive<DrainEnds>(_ => StopAll());
        Receive<DrainReport>(_ => ReportDrain());
        Receive<GetWorkerLoad>(_ => Sender.Tell(new WorkerLoad(_book.SlotsInUse, _book.Slots, _book.Waiting, StartsNothing)));

        Receive<PeerUp>(message =>
        {
            _peers[message.Node] = message.Worker;
            TellPeers(alsoNothingNew: true);
        });
        Receive<PeerGone>(message =>
        {
            _peers.Remove(message.Node);
            _book.Forget(message.Node);
            GrantSlots();
        });
        Receive<WorkerNews>(OnNews);
        Receive<SlotOffer>(OnOffer);
        Receive<OfferTaken>(OnOfferTaken);
        Receive<OfferDeclined>(message =>
        {
            _book.Decline(message.OfferId, message.TenantId);
            GrantSlots();
        });
        Receive<TellNews>(_ => TellPeers(alsoNothingNew: false));
        Receive<Refresh>(_ =>
        {
            _book.Refresh(Now);
            GrantSlots();
            RefuseLateLaunches();
            _asksAll = _waited && _book.Movable > 0;
            _waited = _book.Movable > 0;
            TellPeers(alsoNothingNew: true);
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private TimeSpan Now => _services.Time.GetElapsedTime(_startedAt);

    private bool IsDraining => _drainedTo is not null;

    private bool StartsNothing => IsDraining || _lost;

    private bool TakesRuns => _ready && !StartsNothing;

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Repeat.Instance, Repeat.Instance, RepeatInterval);
        Timers.StartPeriodicTimer(Refresh.Instance, Refresh.Instance, NewsInterval);
        if (_services.PeerWatch is { } peerWatch)
            Context.ActorOf(peerWatch, "peers");
        _services.Executor.StartAsync(CancellationToken.None).PipeTo(Self, success: () => ExecutorReady.Instance);
        _services.Executor.Lost.PipeTo(Self, success: () => ExecutorLost.Instance);
    }

    private void OnRequestSlot(RequestSlot message)
    {
        if (_assignments.TryGetValue(message.RunId, out var known))
        {
            Own(known, Sender);
            if (known.Order is null && _book.Holds(message.RunId))
                Sender.Tell(new SlotGranted(message.RunId, _services.SelfNode));
            return;
        }

        var assignment = new Assignment(message.TenantId, message.RunId);
        _assignments.Add(message.RunId, assignment);
        Own(assignment, Sender);
        _book.Want(new WaitingRun(message.TenantId, message.RunId, message.Priority), message.Weight);
        GrantSlots();
    }

    private void OnLaunch(AttemptOrder order, bool inSpareSlot)
    {
        _assignments.TryGetValue(order.RunId, out var assignment);
        if (_refused.Contains((order.RunId, order.Attempt)) || (StartsNothing && assignment?.Attempt is null))
        {
            Refuse(order.RunId, order.Attempt, Sender);
            return;
        }

        if (assignment is null)
        {
            assignment = new Assignment(order.TenantId, order.RunId);
            _assignments.Add(order.RunId, assignment);
        }

        Own(assignment, Sender);
        if (assignment.Order is null)
        {
            assignment.Order = order;
            assignment.OrderedAt = Now;
            assignment.InSpareSlot = inSpareSlot;

            // It is stored as an attempt of this node, so that no other node may have it.
            if (!_book.Holds(order.RunId) && !(inSpareSlot && _book.HoldTaken(order.TenantId, order.RunId, Now)))
                _book.Bind(order.TenantId, order.RunId);
        }

        if (assignment.Attempt is not null)
            Report(assignment);
        else if (_ready && _book.Holds(order.RunId))
            Start(assignment);
        else
            GrantSlots();
        if (inSpareSlot)
            TellPeersSoon();
    }

    private void OnAttach(AttachAttempt message)
    {
        if (_assignments.TryGetValue(message.RunId, out var assignment) && assignment.Order?.Attempt == message.Attempt)
        {
            Own(assignment, Sender);
            Report(assignment);
            return;
        }

        Refuse(message.RunId, message.Attempt, Sender);
    }

    private void Refuse(Assignment assignment)
    {
        if (assignment is { Owner: { } owner, Order.Attempt: var attempt })
            Refuse(assignment.RunId, attempt, owner);
        else
            Forget(assignment.RunId);
    }

    // Nothing more is to start here.
    private void RefuseAll()
    {
        _book.TakeBack();
        RefuseLaunches(static _ => true);
    }

    // What is stored as started must run soon: otherwise it waits in the open again, for a slot of any node.
    private void RefuseLateLaunches()
    {
        // A slot whose run has ended is free as soon as that is stored; while the database is away the refusal could not be stored either.
        if (_assignments.Values.Any(assignment => assignment.Outcome is not null && _book.Holds(assignment.RunId)))
            return;
        var now = Now;
        RefuseLaunches(assignment => assignment.OrderedAt + (assignment.InSpareSlot ? SpareLaunchLimit : LaunchLimit) <= now);
    }

    private void RefuseLaunches(Func<Assignment, bool> which)
    {
        foreach (var assignment in _assignments.Values.Where(assignment => assignment is { Order: not null, Attempt: null } && which(assignment)).ToArray())
            Refuse(assignment);
    }

    // A launch that is still under way must not start what its run is about to make again.
    private void Refuse(Guid runId, int attempt, IActorRef jobActor)
    {
        if (_refused.Count >= MaxRefused)
            _refused.Clear();
        _refused.Add((runId, attempt));
        Forget(runId);
        jobActor.Tell(new AttemptUnknown(runId, attempt));
    }

    private void Start(Assignment assignment)
    {
        var order = assignment.Order!;
        assignment.StartedAt = Now;
        assignment.Attempt = StartAttempt(order);
        assignment.Attempt.Completion.PipeTo(
            Self,
            success: outcome => new AttemptCompleted(order.RunId, order.Attempt, outcome),
            failure: cause => new AttemptCompleted(order.RunId, order.Attempt, new AttemptOutcome { Kind = AttemptOutcomeKind.Interrupted, Error = cause.Message }));
        if (order.Timeout is { } timeout)
            Timers.StartSingleTimer((order.RunId, order.Attempt), new AttemptTimeout(order.RunId, order.Attempt), timeout);
        if (assignment.Attempt.Launched.IsCompleted)
            Report(assignment);
        else
            assignment.Attempt.Launched.PipeTo(Self, success: () => new AttemptIsUp(order.RunId, order.Attempt));
    }

    private IRunningAttempt StartAttempt(AttemptOrder order)
    {
        try
        {
            return _services.Executor.Start(order);
        }
        catch (Exception exception)
        {
            // Thrown on, it would end this worker, and with it the memory of everything else that runs here.
            _log.Error(exception, "Attempt {Attempt} of run {RunId} could not be started", order.Attempt, order.RunId);
            return new BrokenAttempt(exception.Message);
        }
    }

    private void OnCompleted(AttemptCompleted message)
    {
        Timers.Cancel((message.RunId, message.Attempt));
        var assignment = _assignments[message.RunId];
        _book.Ran(Now - assignment.StartedAt);

        // The tenant may go on in this slot, unless others wait for one. Only a tenant of this node is asked:
        // its answer takes microseconds, in which the slot stays empty.
        var offer = _book.NobodyWaits && !StartsNothing && _book.Holds(message.RunId) && assignment.Owner is { } owner && owner.Path.Address.HasLocalScope;
        assignment.Outcome = new AttemptFinished(assignment.TenantId, message.RunId, message.Attempt, message.Outcome, offer);
        if (!offer)
            FreeSlotOf(assignment);
        Report(assignment);
        GrantSlots();
    }

    private void OnOutcomeStored(OutcomeStored message)
    {
        if (!_assignments.TryGetValue(message.RunId, out var assignment) || assignment.Outcome?.Attempt != message.Attempt)
            return;
        var slotIsKept = _book.Holds(message.RunId);
        Remove(assignment);
        if (slotIsKept && message.NextRun is { } next && !StartsNothing && !_assignments.ContainsKey(next) && _book.Hold(assignment.TenantId, next, Now))
            Reserved(assignment.TenantId, next);

        GrantSlots();
        TellWhenDrained();
    }

    private void OnOwnerGone(Terminated message)
    {
        foreach (var assignment in _assignments.Values.Where(a => message.ActorRef.Equals(a.Owner)).ToArray())
        {
            assignment.Owner = null;
            if (assignment.Attempt is null)
                Forget(assignment.RunId);
            else if (assignment.Outcome is not null)
                Report(assignment);
        }
    }

    private void OnDrain(DrainWorker message)
    {
        _drainedTo = Sender;
        RefuseAll();
        var running = Running();
        if (running > 0)
        {
            _log.Info("This node takes no more runs; {Count} jobs run here and have {Seconds} s to end", running, message.Timeout.TotalSeconds);
            Timers.StartPeriodicTimer(DrainReport.Instance, DrainReport.Instance, DrainReportInterval);
        }

        if (message.Timeout > TimeSpan.Zero)
            Timers.StartSingleTimer(DrainEnds.Instance, DrainEnds.Instance, message.Timeout);
        else
            StopAll();
        TellPeers(alsoNothingNew: true);
        TellWhenDrained();
    }

    private void StopAll()
    {
        var running = _assignments.Values.Where(static assignment => assignment is { Attempt: not null, Outcome: null }).ToArray();
        if (running.Length > 0)
            _log.Warning("{Count} jobs did not end in time and are stopped; their runs are made again on another node", running.Length);
        foreach (var assignment in running)
            assignment.Attempt!.Stop(AttemptOutcomeKind.Interrupted);
    }

    private void ReportDrain()
    {
        var running = Running();
        var unstored = _assignments.Values.Count(static assignment => assignment.Outcome is not null);
        if (running + unstored == 0)
            Timers.Cancel(DrainReport.Instance);
        else
            _log.Info("Before this node stops, {Count} jobs are to end and {Unstored} outcomes to be stored", running, unstored);
    }

    private int Running() => _assignments.Values.Count(static assignment => assignment is { Attempt: not null, Outcome: null });

    private void TellWhenDrained()
    {
        if (_drainedTo is not null && _assignments.Values.All(static assignment => assignment.Attempt is null))
            _drainedTo.Tell(WorkerDrained.Instance);
    }

    private void GrantSlots()
    {
        while (TakesRuns && _book.Grant(Now) is { } grant)
        {
            switch (grant)
            {
                case SlotGrant.ToRun { RunId: var runId }:
                    var assignment = _assignments[runId];
                    if (assignment.Order is not null)
                        Start(assignment);
                    else
                        assignment.Owner!.Tell(new SlotGranted(runId, _services.SelfNode));
                    break;
                case SlotGrant.ToPeer offer:
                    if (_peers.TryGetValue(offer.Peer, out var peer))
                        peer.Tell(new SlotOffer(offer.OfferId, offer.TenantId, _services.SelfNode), Self);
                    else
                        _book.Decline(offer.OfferId, offer.TenantId);
                    break;
            }
        }

        if (TakesRuns)
            _book.LendSpare();
        TellPeersSoon();
    }

    private void OnNews(WorkerNews news)
    {
        // Of a node that has just joined or left the cluster's word comes first.
        if (!_peers.ContainsKey(news.Node))
            return;
        _book.Heard(news, Now);
        GrantSlots();
    }

    private void OnOffer(SlotOffer offer)
    {
        if (_book.TakeAway(offer.TenantId) is not { } runId)
        {
            Sender.Tell(new OfferDeclined(offer.OfferId, offer.TenantId));
            TellPeersSoon();
            return;
        }

        // From here on the run is a matter between its job actor and the other worker.
        var owner = _assignments[runId].Owner!;
        _assignments.Remove(runId);
        Context.Unwatch(owner);
        Sender.Tell(new OfferTaken(offer.OfferId, offer.TenantId, runId), owner);
        owner.Tell(new SlotGranted(runId, offer.Node), Sender);
        TellPeersSoon();
    }

    private void OnOfferTaken(OfferTaken message)
    {
        // A run that comes too late waits at its launch, like any that finds no slot kept.
        if (!TakesRuns || _book.Holds(message.RunId) || !_book.Take(message.OfferId, message.TenantId, message.RunId, Now))
        {
            _book.Decline(message.OfferId, message.TenantId);
        }
        else if (_assignments.TryGetValue(message.RunId, out var early))
        {
            // Its launch was faster.
            if (early is { Order: not null, Attempt: null })
                Start(early);
        }
        else
        {
            Own(Reserved(message.TenantId, message.RunId), Sender);
        }

        GrantSlots();
    }

    private Assignment Reserved(string tenantId, Guid runId)
    {
        var assignment = new Assignment(tenantId, runId);
        _assignments.Add(runId, assignment);
        Timers.StartSingleTimer(runId, new ReservationEnds(runId), ReservationLimit);
        return assignment;
    }

    private void TellPeersSoon()
    {
        _services.Board.Overview = _book.Overview();
        if (_tellsSoon || _peers.Count == 0)
            return;
        var interval = _book.HelpIsNear ? UrgentNewsInterval : LeastNewsInterval;
        var left = _toldAt + interval - Now;
        if (left > TimeSpan.Zero)
        {
            Timers.StartSingleTimer(TellNews.Instance, TellNews.Instance, left);
            return;
        }

        // What has come with the same wave is told with it.
        _tellsSoon = true;
        Self.Tell(TellNews.Instance);
    }

    private void TellPeers(bool alsoNothingNew)
    {
        Timers.Cancel(TellNews.Instance);
        _tellsSoon = false;
        _services.Board.Overview = _book.Overview();
        if (_peers.Count == 0)
            return;
        var news = new WorkerNews(_services.SelfNode, _book.SlotsInUse, _book.Slots, _book.Waiting, TakesRuns, _book.Wishes());
        var helpers = _book.Helpers(_asksAll);
        if (!alsoNothingNew && SaysTheSame(news, _told) && helpers.SetEquals(_toldTo))
            return;
        _told = news;
        _toldTo = helpers;
        _toldAt = Now;
        var toOthers = news with { Wishes = [] };
        foreach (var (node, peer) in _peers)
            peer.Tell(helpers.Contains(node) ? news : toOthers, Self);
    }

    private static bool SaysTheSame(WorkerNews news, WorkerNews? told) =>
        told is not null && news.Wishes.AsSpan().SequenceEqual(told.Wishes.AsSpan()) && news == told with { Wishes = news.Wishes };

    private void Report(Assignment assignment)
    {
        if (assignment.Outcome is { } outcome)
        {
            if (assignment.Owner is { } owner)
                owner.Tell(outcome);
            else
                _services.Tenants().Tell(outcome);
        }
        else if (assignment.Attempt is { Launched.IsCompleted: true } attempt)
        {
            assignment.Owner?.Tell(new AttemptLaunched(assignment.RunId, assignment.Order!.Attempt, attempt.Pid ?? 0));
        }
    }

    private void RepeatOutcomes()
    {
        foreach (var assignment in _assignments.Values)
        {
            if (assignment.Outcome is { } kept && ++assignment.Repeats > 1)
            {
                // A tenant that cannot store keeps no slot from others.
                FreeSlotOf(assignment);
                var outcome = assignment.Outcome = kept with { SlotOffered = false };
                if (assignment.Repeats == 5)
                    _log.Warning("The outcome of run {RunId}, attempt {Attempt} (tenant {TenantId}) is not stored yet; it is kept here and sent again", outcome.RunId, outcome.Attempt, outcome.TenantId);
                _services.Tenants().Tell(outcome);
            }
        }

        GrantSlots();
    }

    private IRunningAttempt? Running(Guid runId, int attempt) =>
        _assignments.TryGetValue(runId, out var assignment) && assignment.Order?.Attempt == attempt ? assignment.Attempt : null;

    private void Own(Assignment assignment, IActorRef owner)
    {
        if (owner.Equals(assignment.Owner))
            return;
        if (assignment.Owner is { } former)
            Context.Unwatch(former);
        assignment.Owner = Context.Watch(owner);
    }

    private void Forget(Guid runId)
    {
        if (!_assignments.TryGetValue(runId, out var assignment) || assignment.Attempt is not null)
            return;
        Remove(assignment);
        GrantSlots();
    }

    private void Remove(Assignment assignment)
    {
        _assignments.Remove(assignment.RunId);
        Timers.Cancel(assignment.RunId);
        FreeSlotOf(assignment);
        if (assignment.Owner is { } owner)
            Context.Unwatch(owner);
    }

    private void FreeSlotOf(Assignment assignment) => _book.Release(assignment.TenantId, assignment.RunId, Now);

    /// <summary>What the worker has of a run: a wish for a slot, a slot, an attempt under way, or an outcome.</summary>
    private sealed class Assignment(string tenantId, Guid runId)
    {
        public string TenantId { get; } = tenantId;

        public Guid RunId { get; } = runId;

        public IActorRef? Owner { get; set; }

        public AttemptOrder? Order { get; set; }

        public TimeSpan OrderedAt { get; set; }

        public bool InSpareSlot { get; set; }

        public TimeSpan StartedAt { get; set; }

        public IRunningAttempt? Attempt { get; set; }

        public AttemptFinished? Outcome { get; set; }

        public int Repeats { get; set; }
    }

    /// <summary>An attempt that could not be started.</summary>
    private sealed class BrokenAttempt(string error) : IRunningAttempt
    {
        public int? Pid => null;

        public Task<AttemptOutcome> Completion { get; } = Task.FromResult(new AttemptOutcome { Kind = AttemptOutcomeKind.StartFailed, Error = error });

        public void Stop(AttemptOutcomeKind why)
        {
        }
    }

    private sealed record AttemptIsUp(Guid RunId, int Attempt);

    private sealed record AttemptCompleted(Guid RunId, int Attempt, AttemptOutcome Outcome);

    private sealed record AttemptTimeout(Guid RunId, int Attempt);

    private sealed record ReservationEnds(Guid RunId);

    private sealed class ExecutorReady
    {
        public static readonly ExecutorReady Instance = new();
    }

    private sealed class ExecutorLost
    {
        public static readonly ExecutorLost Instance = new();
    }

    private sealed class Refresh
    {
        public static readonly Refresh Instance = new();
    }

    private sealed class TellNews
    {
        public static readonly TellNews Instance = new();
    }

    private sealed class DrainEnds
    {
        public static readonly DrainEnds Instance = new();
    }

    private sealed class DrainReport
    {
        public static readonly DrainReport Instance = new();
    }

    private sealed class Repeat
    {
        public static readonly Repeat Instance = new();
    }
}
