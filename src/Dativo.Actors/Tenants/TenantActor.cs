using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Akka.Persistence;
using Dativo.Actors.History;
using Dativo.Actors.Jobs;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Tenants;

/// <summary>
/// One tenant: takes commands, lets <see cref="TenantDecisions"/> decide, stores the events, and only then acts on
/// them through the job actors of its runs, which it supervises. Whatever it does again after a restart its receivers have seen before.
/// It does not wait for the database before it decides on the next command: what it decided in the meantime is stored
/// with the next write, and nobody hears of it before.
/// </summary>
internal sealed class TenantActor : ReceivePersistentActor, IWithTimers
{
    private readonly TenantServices _services;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly RunSupervisors _runs;
    private readonly HashSet<Guid> _places = [];
    private readonly Dictionary<Guid, int> _pids = [];
    private readonly SortedSet<QueuePlace> _dueRetries = [];

    // What is stored, and acted on.
    private TenantState _state;

    // What is decided: ahead of the former by what is about to be stored.
    private TenantState _decided;
    private int _writes;

    // Taken from the board, for starts that are being stored.
    private int _spareSlots;
    private long _snapshotAt;

    public TenantActor(string tenantId, TenantServices services)
    {
        _services = services;
        _runs = new RunSupervisors(this, Context, services.Jobs);
        _state = _decided = TenantState.Empty(tenantId);
        PersistenceId = TenantPersistence.IdOf(tenantId);

        Recover<SnapshotOffer>(offer =>
        {
            _state = (TenantState)offer.Snapshot;
            _snapshotAt = offer.Metadata.SequenceNr;
        });
        Recover<ITenantEvent>(e => _state = _state.Apply(e));
        Recover<TenantEventGroup>(group => _state = group.Events.Aggregate(_state, static (state, e) => state.Apply(e)));
        Recover<RecoveryCompleted>(_ => GoOn());

        Command<RunDue>(OnDue);
        Command<TriggerRun>(OnTrigger);
        Command<CancelRun>(OnCancel);
        Command<GetTenant>(_ => Sender.Tell(TenantViews.Of(_state, _places, _pids, _services.Jobs.Slots.Overview)));
        Command<WakeTenant>(_ => WatchIdle());
        Command<AttemptReady>(OnAttemptReady);
        Command<AttemptRuns>(message => _pids[message.RunId] = message.Pid);
        Command<AttemptFinished>(OnAttemptFinished);
        Command<RetryDue>(OnRetryDue);
        Command<RepairJob>(_runs.Repair);
        Command<IdleTimer>(_ => PassivateIfIdle());
        Command<SaveSnapshotSuccess>(OnSnapshotSaved);
        Command<SaveSnapshotFailure>(failure =>
            _log.Warning(failure.Cause, "A snapshot of tenant {TenantId} could not be stored; the events are, and the next snapshot is tried later", _state.TenantId));
        Command<ProjectedSequence>(message => DeleteMessages(Math.Min(message.SequenceNr, message.SnapshotAt)));
        Command<Status.Failure>(failure =>
            _log.Warning(failure.Cause, "The history did not say how far it is; old events of tenant {TenantId} are kept until the next snapshot", _state.TenantId));
        Command<DeleteMessagesSuccess>(_ => { });
        Command<DeleteMessagesFailure>(failure =>
            _log.Warning(failure.Cause, "Old events of tenant {TenantId} could not be deleted; they are tried again after the next snapshot", _state.TenantId));
        Command<DeleteSnapshotsSuccess>(_ => { });
        Command<DeleteSnapshotsFailure>(failure =>
            _log.Warning(failure.Cause, "Old snapshots of tenant {TenantId} could not be deleted", _state.TenantId));
        Command<StopTenant>(stop => DeferAsync(stop, _ => Leave()));
    }

    public override string PersistenceId { get; }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PostStop()
    {
        if (_spareSlots > 0)
        {
            _services.Jobs.Slots.Put(_spareSlots);
            _services.Jobs.Worker.Tell(SpareSlotReturned.Instance);
        }

        base.PostStop();
    }

    protected override SupervisorStrategy SupervisorStrategy() => _runs.Strategy;

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        _log.Error(cause, "Tenant {TenantId} could not store {Event}; it starts again from what is stored", _state.TenantId, @event.GetType().Name);

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        // A refused event was not stored: going on would act on what nobody will remember.
        _log.Error(cause, "The journal refused {Event} of tenant {TenantId}; the tenant starts again from what is stored", @event.GetType().Name, _state.TenantId);
        Context.Stop(Self);
    }

    private DecisionContext Now()
    {
        var now = _services.Time.GetUtcNow();
        return new DecisionContext(now, () => Guid.CreateVersion7(now));
    }

    private void GoOn()
    {
        _decided = _state;
        foreach (var id in _state.Active)
        {
            var run = _state.Runs[id];
            Supervise(run, TakenUp(run));
            if (run is { Status: RunStatus.Running, CancelRequested: not null })
                _runs.Of(id)!.Cancel();
        }

        GivePlaces();
        WatchIdle();
    }

    // An earlier incarnation may have died before it knew that the start was stored: the worker of this node then starts the attempt now.
    // Of another node's worker, that is only asked which has what was ordered: an order that comes late could start what has ended.
    private RunStart TakenUp(Run run)
    {
        if (run.Status != RunStatus.Running)
            return new RunStart.Waiting(run.RetryAt!.Value);
        return run.Node == _services.Jobs.SelfNode && run.CancelRequested is null
            ? new RunStart.WithSlot(OrderFor(run), IsSpare: false)
            : new RunStart.Running(run.Attempt, run.Node!);
    }

    private void OnDue(RunDue command)
    {
        var sender = Sender;
        Store(TenantDecisions.Accept(_decided, command, Now()), () => sender.Tell(new RunDueAck(command.TenantId, command.BatchId)));
    }

    private void OnTrigger(TriggerRun command)
    {
        var sender = Sender;
        var events = TenantDecisions.Trigger(_decided, command, Now(), out var refusal);
        ITenantReply reply = refusal is null
            ? new RunAccepted(command.TenantId, events is [.., RunQueued queued] ? queued.RunId : _decided.RunOfRequest(command.RequestId)!.Value)
            : new RunRefused(command.TenantId, refusal);
        Store(events, () => sender.Tell(reply));
    }

    private void OnCancel(CancelRun command)
    {
        var sender = Sender;
        var found = _decided.Runs.ContainsKey(command.RunId);
        Store(
            TenantDecisions.Cancel(_decided, command.RunId, command.By, command.Reason, Now()),
            () => sender.Tell(new CancelReply(command.RunId, found)));
    }

    private void OnAttemptReady(AttemptReady message)
    {
        if (!_places.Contains(message.RunId))
            return;
        Store(TenantDecisions.Start(_decided, message.RunId, message.Node, Now()));
    }

    private void OnAttemptFinished(AttemptFinished message)
    {
        var worker = Sender;
        var story = new TenantStory(_decided);
        story.AddRange(TenantDecisions.Finish(_decided, message.RunId, message.Attempt, message.Outcome, Now()));

        // The worker offers its slot: what ends and what starts in it go into one write.
        Guid? next = null;
        if (message.SlotOffered && !story.State.Runs.ContainsKey(message.RunId) && NextStart(story.State) is { } start)
        {
            story.Add(start);
            next = start.RunId;
        }

        Store(story, () =>
        {
            worker.Tell(new OutcomeStored(message.RunId, message.Attempt, next));
            if (next is { } id)
                BeginInSlot(id, isSpare: false);
        });
    }

    /// <summary>What may start at once where a slot is spare is stored as started together with what made it possible.</summary>
    private List<Guid> StartInSpareSlots(TenantStory story)
    {
        List<Guid> started = [];
        var slots = _services.Jobs.Slots;
        while (slots.Spare > 0 && NextStart(story.State) is { } start && slots.TryTake())
        {
            _spareSlots++;
            story.Add(start);
            started.Add(start.RunId);
        }

        return started;
    }

    /// <summary>The start of what comes next, on this node; null when nothing may start.</summary>
    private AttemptStarted? NextStart(TenantState state) =>
        NextInSlot(state) is { } id && TenantDecisions.Start(state, id, _services.Jobs.SelfNode, Now()) is [AttemptStarted start] ? start : null;

    private void BeginInSlot(Guid runId, bool isSpare)
    {
        var run = _state.Runs[runId];
        var assignment = AssignmentOf(run);
        _runs.Begin(assignment, new RunStart.WithSlot(assignment.OrderFor(run.Attempt, run.FencingToken), isSpare));
    }

    private Guid? NextInSlot(TenantState state)
    {
        // A retry that is due comes before the queue; it asks for a slot of its own.
        if (_dueRetries.Any(place => TenantDecisions.MayRetry(state, place.RunId, _places)))
            return null;
        foreach (var id in TenantDecisions.Startable(state, _places))
            return id;
        return null;
    }

    private void OnRetryDue(RetryDue message)
    {
        if (_decided.Runs.TryGetValue(message.RunId, out var run) && run.Status == RunStatus.WaitingRetry)
            _dueRetries.Add(QueuePlace.Of(run));
        GivePlaces();
    }

    /// <summary>
    /// Stores the events and then acts on them, answers, and gives free places to what waits. Without events that is done
    /// when all that was decided before is stored: an answer may speak of it.
    /// </summary>
    private void Store(ImmutableArray<ITenantEvent> events, Action? then = null)
    {
        var story = new TenantStory(_decided);
        story.AddRange(events);
        Store(story, then);
    }

    private void Store(TenantStory story, Action? then)
    {
        var inSpareSlots = StartInSpareSlots(story);
        var events = story.Events;
        if (events.IsEmpty)
        {
            DeferAsync(NothingToStore.Instance, _ =>
            {
                then?.Invoke();
                GivePlaces();
            });
            return;
        }

        var states = story.States;
        _decided = states[^1];
        _writes++;
        PersistAsync<object>(events is [var single] ? single : new TenantEventGroup(events), _ =>
        {
            for (var i = 0; i < events.Length; i++)
            {
                var before = _state;
                _state = states[i];
                Act(events[i], before);
            }

            _writes--;
            then?.Invoke();
            foreach (var id in inSpareSlots)
            {
                _spareSlots--;
                BeginInSlot(id, isSpare: true);
            }

            GivePlaces();
            Context.System.EventStream.Publish(JournalHint.Instance);
            SaveSnapshotIfDue();
            WatchIdle();
        });
    }

    private void Act(ITenantEvent @event, TenantState before)
    {
        _services.Log.Stored(_state.TenantId, @event, before);
        switch (@event)
        {
            case AttemptStarted e:
                _places.Remove(e.RunId);
                _runs.Of(e.RunId)?.Start(new StartAttempt(OrderFor(_state.Runs[e.RunId]), e.Node));
                break;
            case AttemptEnded { RetryAt: { } retryAt } e:
                _pids.Remove(e.RunId);
                _runs.Of(e.RunId)!.Retry(retryAt);
                break;
            case AttemptEnded e:
                Dismiss(e.RunId);
                break;
            case RunEnded e:
                Dismiss(e.RunId);
                break;
            case RunCancelRequested e:
                _runs.Of(e.RunId)!.Cancel();
                break;
        }
    }

    private void GivePlaces()
    {
        foreach (var place in _dueRetries.ToArray())
        {
            if (!_decided.Runs.TryGetValue(place.RunId, out var run) || run.Status != RunStatus.WaitingRetry)
            {
                _dueRetries.Remove(place);
            }
            else if (TenantDecisions.MayRetry(_decided, place.RunId, _places))
            {
                _dueRetries.Remove(place);
                _places.Add(place.RunId);
                _runs.Of(place.RunId)!.TakePlace();
            }
        }

        foreach (var id in TenantDecisions.Startable(_decided, _places))
        {
            // Its turn comes when it is stored.
            if (!_state.Runs.TryGetValue(id, out var run))
                continue;
            _places.Add(id);
            Supervise(run, new RunStart.WithoutSlot());
        }
    }

    private RunAssignment AssignmentOf(Run run) => new(_state.TenantId, run.Id, _state.SpecOf(run), run.ScheduledFor, run.TraceParent, _state.Limits.Weight);

    private AttemptOrder OrderFor(Run run) => AssignmentOf(run).OrderFor(run.Attempt, run.FencingToken);

    private void Supervise(Run run, RunStart start) => _runs.Begin(AssignmentOf(run), start);

    private void Dismiss(Guid runId)
    {
        _places.Remove(runId);
        _pids.Remove(runId);
        _runs.End(runId);
    }

    private bool IsIdle => _writes == 0 && _decided.Runs.IsEmpty;

    private void WatchIdle()
    {
        if (IsIdle)
            Timers.StartSingleTimer(IdleTimer.Instance, IdleTimer.Instance, _services.IdleTimeout);
        else
            Timers.Cancel(IdleTimer.Instance);
    }

    private void PassivateIfIdle()
    {
        if (IsIdle)
            Context.Parent.Tell(new Passivate(StopTenant.Instance));
    }

    private void Leave()
    {
        // Work that came after the wish to leave would sleep with the tenant: its shard starts it again for this message.
        if (!IsIdle)
            Context.Parent.Tell(new WakeTenant(_state.TenantId));
        Context.Stop(Self);
    }

    private void SaveSnapshotIfDue()
    {
        if (LastSequenceNr - _snapshotAt < _services.EventsPerSnapshot)
            return;
        _snapshotAt = LastSequenceNr;
        SaveSnapshot(_state);
    }

    private void OnSnapshotSaved(SaveSnapshotSuccess saved)
    {
        var sequenceNr = saved.Metadata.SequenceNr;
        DeleteSnapshots(new SnapshotSelectionCriteria(sequenceNr - 1));

        // Events are deleted only when the history has them.
        _services.History.GetProjectedSequenceAsync(PersistenceId, CancellationToken.None)
            .PipeTo(Self, success: projected => new ProjectedSequence(projected, sequenceNr));
    }

    private sealed record ProjectedSequence(long SequenceNr, long SnapshotAt);

    private sealed class NothingToStore
    {
        public static readonly NothingToStore Instance = new();
    }

    private sealed class IdleTimer
    {
        public static readonly IdleTimer Instance = new();
    }

    private sealed class StopTenant
    {
        public static readonly StopTenant Instance = new();
    }
}
