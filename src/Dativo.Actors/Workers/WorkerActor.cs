using Akka.Actor;
using Akka.Event;
using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Workers;

/// <summary>
/// One node's worker: gives out its slots, runs attempts in them, and keeps every outcome until the tenant has
/// stored it. Holds nothing on disk: what it forgets by dying is <c>interrupted</c>.
/// </summary>
internal sealed class WorkerActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan RepeatInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReservationLimit = TimeSpan.FromSeconds(10);
    private const int MaxRefused = 10_000;

    private readonly WorkerServices _services;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<Guid, Assignment> _assignments = [];
    private readonly SlotQueue _queue = new();
    private readonly HashSet<(Guid RunId, int Attempt)> _refused = [];
    private int _slotsInUse;
    private bool _ready;
    private IActorRef? _drainedTo;

    public WorkerActor(WorkerServices services)
    {
        _services = services;
        Receive<ExecutorReady>(_ =>
        {
            _ready = true;
            GrantSlots();
        });
        Receive<Status.Failure>(failure => _log.Error(failure.Cause, "This node cannot run jobs"));
        Receive<RequestSlot>(OnRequestSlot);
        Receive<LaunchAttempt>(OnLaunch);
        Receive<CancelAttempt>(message => Running(message.RunId, message.Attempt)?.Stop(AttemptOutcomeKind.Cancelled));
        Receive<AttemptTimeout>(message => Running(message.RunId, message.Attempt)?.Stop(AttemptOutcomeKind.TimedOut));
        Receive<AttachAttempt>(OnAttach);
        Receive<AttemptCompleted>(OnCompleted);
        Receive<OutcomeStored>(OnOutcomeStored);
        Receive<Terminated>(OnOwnerGone);
        Receive<Repeat>(_ => RepeatOutcomes());
        Receive<ReservationEnds>(message =>
        {
            if (_assignments.TryGetValue(message.RunId, out var reserved) && reserved is { Owner: null, Order: null })
                Forget(message.RunId);
        });
        Receive<DrainWorker>(_ => OnDrain());
        Receive<GetWorkerLoad>(_ => Sender.Tell(new WorkerLoad(_slotsInUse, _services.Slots, _queue.Count)));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Repeat.Instance, Repeat.Instance, RepeatInterval);
        _services.Executor.StartAsync(CancellationToken.None).PipeTo(Self, success: () => ExecutorReady.Instance);
    }

    private void OnRequestSlot(RequestSlot message)
    {
        if (_assignments.TryGetValue(message.RunId, out var known))
        {
            Own(known, Sender);
            if (known is { HasSlot: true, Order: null })
                Sender.Tell(new SlotGranted(message.RunId, _services.SelfNode));
            return;
        }

        var assignment = new Assignment(message.TenantId, message.RunId);
        _assignments.Add(message.RunId, assignment);
        Own(assignment, Sender);
        _queue.Add(message.TenantId, message.RunId);
        GrantSlots();
    }

    private void OnLaunch(LaunchAttempt message)
    {
        var order = message.Order;
        _assignments.TryGetValue(order.RunId, out var assignment);
        if (_refused.Contains((order.RunId, order.Attempt)) || (_drainedTo is not null && assignment?.Attempt is null))
        {
            Refuse(order.RunId, order.Attempt);
            return;
        }

        if (assignment is null)
        {
            assignment = new Assignment(order.TenantId, order.RunId);
            _assignments.Add(order.RunId, assignment);
            _queue.Add(order.TenantId, order.RunId);
        }

        Own(assignment, Sender);
        if (assignment.Order is null)
            assignment.Order = order;
        if (assignment.Attempt is not null)
            Report(assignment);
        else if (assignment.HasSlot && _ready)
            Start(assignment);
        else
            GrantSlots();
    }

    private void OnAttach(AttachAttempt message)
    {
        if (_assignments.TryGetValue(message.RunId, out var assignment) && assignment.Order?.Attempt == message.Attempt)
        {
            Own(assignment, Sender);
            Report(assignment);
            return;
        }

        Refuse(message.RunId, message.Attempt);
    }

    // A launch that is still under way must not start what its run is about to make again.
    private void Refuse(Guid runId, int attempt)
    {
        if (_refused.Count >= MaxRefused)
            _refused.Clear();
        _refused.Add((runId, attempt));
        Forget(runId);
        Sender.Tell(new AttemptUnknown(runId, attempt));
    }

    private void Start(Assignment assignment)
    {
        var order = assignment.Order!;
        assignment.Attempt = StartAttempt(order);
        assignment.Attempt.Completion.PipeTo(
            Self,
            success: outcome => new AttemptCompleted(order.RunId, order.Attempt, outcome),
            failure: cause => new AttemptCompleted(order.RunId, order.Attempt, new AttemptOutcome { Kind = AttemptOutcomeKind.Interrupted, Error = cause.Message }));
        if (order.Timeout is { } timeout)
            Timers.StartSingleTimer((order.RunId, order.Attempt), new AttemptTimeout(order.RunId, order.Attempt), timeout);
        Report(assignment);
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

        // The tenant may go on in this slot, unless others wait for one. Only a tenant of this node is asked:
        // its answer takes microseconds, in which the slot stays empty.
        var offer = _queue.Count == 0 && _drainedTo is null && assignment.Owner is { } owner && owner.Path.Address.HasLocalScope;
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
        var slotIsKept = assignment.HasSlot;
        Remove(assignment);
        if (slotIsKept && message.NextRun is { } next && _drainedTo is null && !_assignments.ContainsKey(next))
        {
            _slotsInUse++;
            _assignments.Add(next, new Assignment(assignment.TenantId, next) { HasSlot = true });
            Timers.StartSingleTimer(next, new ReservationEnds(next), ReservationLimit);
        }

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

    private void OnDrain()
    {
        _drainedTo = Sender;
        foreach (var assignment in _assignments.Values)
            assignment.Attempt?.Stop(AttemptOutcomeKind.Interrupted);
        TellWhenDrained();
    }

    private void TellWhenDrained()
    {
        if (_drainedTo is not null && _assignments.Values.All(assignment => assignment.Attempt is null))
            _drainedTo.Tell(WorkerDrained.Instance);
    }

    private void GrantSlots()
    {
        while (_ready && _drainedTo is null && _slotsInUse < _services.Slots && _queue.TryTake(out var runId))
        {
            var assignment = _assignments[runId];
            assignment.HasSlot = true;
            _slotsInUse++;
            if (assignment.Order is not null)
                Start(assignment);
            else
                assignment.Owner!.Tell(new SlotGranted(runId, _services.SelfNode));
        }
    }

    private void Report(Assignment assignment)
    {
        if (assignment.Outcome is { } outcome)
        {
            if (assignment.Owner is { } owner)
                owner.Tell(outcome);
            else
                _services.Tenants().Tell(outcome);
        }
        else if (assignment.Attempt is { } attempt)
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
        _queue.Remove(assignment.TenantId, assignment.RunId);
        FreeSlotOf(assignment);
        if (assignment.Owner is { } owner)
            Context.Unwatch(owner);
    }

    private void FreeSlotOf(Assignment assignment)
    {
        if (!assignment.HasSlot)
            return;
        assignment.HasSlot = false;
        _slotsInUse--;
    }

    /// <summary>What the worker has of a run: a wish for a slot, a slot, an attempt under way, or an outcome.</summary>
    private sealed class Assignment(string tenantId, Guid runId)
    {
        public string TenantId { get; } = tenantId;

        public Guid RunId { get; } = runId;

        public IActorRef? Owner { get; set; }

        public AttemptOrder? Order { get; set; }

        public IRunningAttempt? Attempt { get; set; }

        public AttemptFinished? Outcome { get; set; }

        public bool HasSlot { get; set; }

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

    private sealed record AttemptCompleted(Guid RunId, int Attempt, AttemptOutcome Outcome);

    private sealed record AttemptTimeout(Guid RunId, int Attempt);

    private sealed record ReservationEnds(Guid RunId);

    private sealed class ExecutorReady
    {
        public static readonly ExecutorReady Instance = new();
    }

    private sealed class Repeat
    {
        public static readonly Repeat Instance = new();
    }
}
