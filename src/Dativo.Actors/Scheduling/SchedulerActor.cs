using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Dativo.Actors.Configuration;
using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Scheduling;

/// <summary>
/// The cluster's one scheduler: hands every due occurrence to its tenant, sends it again until it is acknowledged,
/// and stores how far it is. A successor starts from there; what it sends a second time the tenants drop.
/// </summary>
internal sealed class SchedulerActor : ReceivePersistentActor, IWithTimers
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CollectAhead = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan HurryInterval = TimeSpan.FromMilliseconds(400);
    private const int HurriesAfterLoss = 12;
    private readonly SchedulerServices _services;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ScheduleTable _table = new();
    private readonly DispatchLedger _ledger = new();
    private readonly TenantAlarm _alarm;
    private SchedulerState _state = SchedulerState.Empty;
    private RunnerDefinition? _definition;
    private ScheduleCatalog _schedules = new(null);
    private DateTimeOffset _watermarkStoredAt;
    private DateTimeOffset _warnedAt;
    private DateTimeOffset _collectedFor;
    private bool _storesWatermark;
    private long _snapshotAt;
    private int _hurriesLeft;

    public SchedulerActor(SchedulerServices services)
    {
        _services = services;
        _alarm = new TenantAlarm(services.WakeAhead, services.SleepsAfter);

        Recover<SnapshotOffer>(offer =>
        {
            _state = (SchedulerState)offer.Snapshot;
            _snapshotAt = offer.Metadata.SequenceNr;
        });
        Recover<ISchedulerEvent>(e => _state = _state.Apply(e));
        Recover<RecoveryCompleted>(_ => Context.ActorOf(Props.Create(typeof(DefinitionWatcher), _services.Definition, _services.Log), "definition"));

        Command<DefinitionLoaded>(OnDefinition);
        Command<TickTimer>(_ => OnTick());
        Command<RunDueAck>(OnAck);
        Command<ResendTimer>(_ => OnResend());
        Command<NodeGone>(_ => StartHurry());
        Command<HurryTimer>(_ => OnHurry());
        Command<WatermarkTimer>(_ => StoreWatermark());
        CommandWhenDefined<GetSchedules>(message => Sender.Tell(PageOf(message)));
        CommandWhenDefined<GetSchedule>(message => Sender.Tell(new ScheduleReply(ViewOf(message.Name))));
        CommandWhenDefined<TriggerSchedule>(OnTrigger);
        CommandWhenDefined<PauseSchedule>(OnPause);
        CommandWhenDefined<ResumeSchedule>(OnResume);
        Command<SaveSnapshotSuccess>(saved =>
        {
            DeleteMessages(saved.Metadata.SequenceNr);
            DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1));
        });
        Command<SaveSnapshotFailure>(failure => _log.Warning(failure.Cause, "The scheduler's snapshot could not be stored; its events are, and the next snapshot is tried later"));
        Command<DeleteMessagesSuccess>(_ => { });
        Command<DeleteMessagesFailure>(failure => _log.Warning(failure.Cause, "The scheduler's old events could not be deleted; they are tried again after the next snapshot"));
        Command<DeleteSnapshotsSuccess>(_ => { });
        Command<DeleteSnapshotsFailure>(failure => _log.Warning(failure.Cause, "The scheduler's old snapshots could not be deleted"));
    }

    public override string PersistenceId => "scheduler";

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        base.PreStart();
        if (_services.LossWatch is { } lossWatch)
            Context.ActorOf(lossWatch, "losses");
    }

    private DateTimeOffset Now => _services.Time.GetUtcNow();

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        _log.Error(cause, "The scheduler could not store {Event}; it starts again from what is stored", @event.GetType().Name);

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        // A refused event was not stored: going on would act on what nobody will remember.
        _log.Error(cause, "The journal refused {Event} of the scheduler; it starts again from what is stored", @event.GetType().Name);
        Context.Stop(Self);
    }

    // Before the first definition there are no schedules to speak of: an answer would deny those that are about to come.
    private void CommandWhenDefined<T>(Action<T> handle) => Command<T>(message =>
    {
        if (_definition is null)
            Stash.Stash();
        else
            handle(message);
    });

    private void OnDefinition(DefinitionLoaded message)
    {
        var now = Now;
        if (_definition is not null)
            DispatchDue(now);

        // What was broken when this scheduler took over was not served before either: its silence starts at the watermark.
        var isFirst = _definition is null;
        var heldFrom = isFirst ? _state.Watermark ?? now : now;
        _definition = message.Definition;
        _schedules = new ScheduleCatalog(_definition);
        if (isFirst)
            DispatchLeftBehind(now);
        Store(Registrar.Reconcile(_state, _definition, now, heldFrom, _ledger.HasOpen), () =>
        {
            Rebuild();
            OnTick();
            LogDefinition();
            Stash.UnstashAll();
        });
    }

    /// <summary>
    /// What was due before a schedule was disabled, and what the scheduler before this one may not have seen acknowledged: nobody
    /// else would account for it. What its tenant has it drops.
    /// </summary>
    private void DispatchLeftBehind(DateTimeOffset now)
    {
        _ledger.BeginTick(now);
        foreach (var schedule in _schedules.All.Where(schedule => !schedule.Enabled && schedule.Job is not null && _state.Registrations.ContainsKey(schedule.Name)))
        {
            var plan = CatchupPlan.Of(schedule, CursorOf(schedule, _state.Registrations[schedule.Name], _table.Find(schedule.Name)), now - ScheduleEntry.OffsetOf(schedule), wasRunning: false, paused: true);
            if (!plan.IsEmpty)
                _ledger.Add(schedule.Job!.TenantId, LimitsOf(schedule.Job.TenantId), new DueSchedule(ScheduleEntry.SpecOf(schedule), [.. plan.Select(LeftBehind)]));
        }

        foreach (var batch in _ledger.EndTick(now))
            Send(batch);

        static DueOccurrence LeftBehind(DueOccurrence occurrence) =>
            occurrence with { Kind = DueKind.Disabled, Detail = "the schedule was disabled before its tenant had it" };
    }

    private void Rebuild()
    {
        var now = Now;
        _table.PutMany(_schedules.Count, () =>
        {
            foreach (var schedule in _schedules.All)
                Place(schedule, now);
        });
        _table.ForgetAllBut(_schedules);
    }

    /// <summary>Puts a schedule in the table, or takes it out, as its state wants it.</summary>
    private void Place(ScheduleDefinition schedule, DateTimeOffset now)
    {
        if (!schedule.Enabled || schedule.Job is null || !_state.Fires(schedule.Name, out var registration))
        {
            _table.Remove(schedule.Name);
            return;
        }

        var known = _table.Find(schedule.Name);
        var entry = _table.Put(schedule, CursorOf(schedule, registration, known), now);
        if (entry != known)
            _alarm.Watch(schedule.Job.TenantId, entry.DispatchAt, now);
    }

    /// <summary>Up to where the schedule's occurrences are done with: where this scheduler is, or where the one before it was.</summary>
    private DateTimeOffset CursorOf(ScheduleDefinition schedule, Registration registration, ScheduleEntry? known)
    {
        var cursor = registration.EffectiveFrom;
        if (known is not null && known.Definition.Rule.Fingerprint == schedule.Rule.Fingerprint)
            cursor = Later(cursor, known.Cursor);
        else if (_state.Watermark is { } watermark)
            cursor = Later(cursor, watermark - ScheduleEntry.OffsetOf(schedule));
        if (!_state.Backlogs.IsEmpty && _state.Backlogs.TryGetValue(schedule.Name, out var backlog))
            cursor = Later(cursor, backlog.Until - ScheduleEntry.OffsetOf(schedule));
        return cursor;
    }

    private void OnTick()
    {
        if (_definition is null)
            return;
        var now = Now;
        ResumeEndedPauses(now);
        DispatchDue(now);
        StoreWatermark();
        CollectBeforeDue();
        StartTickTimer();
    }

    // Not where something is due all the time.
    private void CollectBeforeDue()
    {
        if (_services.CollectBeforeDue is not { } collect || _table.NextDispatchAt is not { } due || due == _collectedFor)
            return;
        var left = due - Now;
        if (left > CollectAhead)
            return;
        if (left > CollectAhead / 2)
            collect();
        _collectedFor = due;
    }

    /// <summary>
    /// Hands over all that is due. Also done before a pause or a new definition counts: what was due before it, and only
    /// comes late, would be nobody's otherwise.
    /// </summary>
    private void DispatchDue(DateTimeOffset now)
    {
        _ledger.BeginTick(now);
        DispatchBacklogs();
        while (_table.TryTakeDue(now, out var entry))
        {
            var until = now - entry.Offset;
            ImmutableArray<DueOccurrence> plan = entry.IsAloneAndOnTime(until)
                ? [new DueOccurrence(entry.Next!.Value, DueKind.Due)]
                : CatchupPlan.Of(entry.Definition, entry.Cursor, until, entry.WasRunning, paused: false);
            Dispatch(entry, plan);
            entry.Advance(plan[^1].ScheduledFor);
            _table.Return(entry);
            _alarm.Watch(entry.Definition.Job!.TenantId, entry.DispatchAt, now);
        }

        foreach (var batch in _ledger.EndTick(now))
            Send(batch);
        foreach (var tenantId in _alarm.Ring(now))
            _services.Tenants.Tell(new WakeTenant(tenantId));
    }

    private void DispatchBacklogs()
    {
        foreach (var (name, backlog) in _state.Backlogs)
        {
            // A backlog that grew while it was under way is sent again, after what is under way and before anything newer.
            if (_ledger.Has(name, backlog) || _schedules.Find(name) is not { Job: not null } schedule)
                continue;
            var offset = ScheduleEntry.OffsetOf(schedule);

            // By its jitter a silence reaches back in time, but not to before the schedule was registered.
            var from = Later(backlog.From - offset, _state.Registrations[name].EffectiveFrom);
            var plan = CatchupPlan.Of(schedule, from, backlog.Until - offset, wasRunning: false, backlog.Paused);
            _ledger.Add(schedule.Job.TenantId, LimitsOf(schedule.Job.TenantId), new DueSchedule(ScheduleEntry.SpecOf(schedule), plan), backlog);
        }
    }

    private void Dispatch(ScheduleEntry entry, ImmutableArray<DueOccurrence> plan)
    {
        var tenantId = entry.Definition.Job!.TenantId;
        _ledger.Add(tenantId, LimitsOf(tenantId), new DueSchedule(entry.Spec, plan));
    }

    private void Send(RunDue batch)
    {
        _alarm.Sent(batch.TenantId, Now);
        _services.Tenants.Tell(batch);
        if (!Timers.IsTimerActive(ResendTimer.Instance))
            Timers.StartPeriodicTimer(ResendTimer.Instance, ResendTimer.Instance, _services.ResendAfter / 4);
    }

    private void OnResend()
    {
        if (_ledger.UnderWay == 0)
        {
            Timers.Cancel(ResendTimer.Instance);
            return;
        }

        var now = Now;
        var late = new List<(string TenantId, TimeSpan Waits)>();
        foreach (var (batch, waits) in _ledger.Overdue(now - _services.ResendAfter, now))
        {
            // While a node starts on a busy machine its tenants take some seconds: that is nothing to act upon.
            if (waits >= _services.WarnAfter)
                late.Add((batch.TenantId, waits));
            _services.Tenants.Tell(batch);
        }

        // One line for all, and not at every look: a database that is away keeps every tenant from answering.
        if (late.Count == 0 || now - _warnedAt < _services.WarnAfter)
            return;
        _warnedAt = now;
        _log.Warning(
            "{Tenants} tenants have not acknowledged their due runs for up to {WaitsSeconds} s ({TenantIds}); they are sent again",
            late.Count,
            Math.Round(late.Max(tenant => tenant.Waits).TotalSeconds),
            string.Join(", ", late.Take(5).Select(tenant => tenant.TenantId)) + (late.Count > 5 ? ", ..." : ""));
    }

    // What was sent to a node that died is lost. Its tenants wake elsewhere within seconds, and then need not wait for the usual repetition.
    private void StartHurry()
    {
        _hurriesLeft = HurriesAfterLoss;
        Timers.StartPeriodicTimer(HurryTimer.Instance, HurryTimer.Instance, HurryInterval);
    }

    private void OnHurry()
    {
        if (--_hurriesLeft <= 0)
            Timers.Cancel(HurryTimer.Instance);
        var now = Now;
        foreach (var (batch, _) in _ledger.Overdue(now - (HurryInterval / 2), now))
            _services.Tenants.Tell(batch);
    }

    private void OnAck(RunDueAck ack)
    {
        if (_ledger.Acknowledge(ack, Now, out var backlogs) is { } next)
            Send(next);
        var dispatched = backlogs.Where(sent => _state.Backlogs.GetValueOrDefault(sent.Key) == sent.Value).Select(sent => sent.Key).ToImmutableArray();
        if (!dispatched.IsEmpty)
            Store([new BacklogsDispatched(dispatched)], () => { });
        RemoveSettled();
        StoreWatermark();
    }

    // Schedules that are defined no more, or disabled, are forgotten once their last occurrences are with their tenants.
    private void RemoveSettled()
    {
        if (_state.Registrations.Count <= _schedules.Enabled)
            return;
        var settled = _state.Registrations.Keys.Where(name => !(_schedules.Find(name)?.Enabled ?? false) && !_ledger.HasOpen(name)).ToImmutableArray();
        if (!settled.IsEmpty)
            Store([new SchedulesRemoved(Now, settled)], () => { });
    }

    private void StoreWatermark()
    {
        if (_storesWatermark || _ledger.Settled is not { } settled || settled <= (_state.Watermark ?? DateTimeOffset.MinValue))
            return;
        var now = Now;
        var wait = _watermarkStoredAt + _services.WatermarkInterval - now;
        if (wait > TimeSpan.Zero)
        {
            if (!Timers.IsTimerActive(WatermarkTimer.Instance))
                Timers.StartSingleTimer(WatermarkTimer.Instance, WatermarkTimer.Instance, wait);
            return;
        }

        _storesWatermark = true;
        _watermarkStoredAt = now;
        PersistAsync(new WatermarkAdvanced(settled), e =>
        {
            _storesWatermark = false;
            _state = _state.Apply(e);
            SaveSnapshotIfDue();
            StoreWatermark();
        });
    }

    private void StartTickTimer()
    {
        var now = Now;
        var next = now + LongestSleep;
        if (_table.NextDispatchAt is { } due)
        {
            var look = _services.CollectBeforeDue is not null && due - now > CollectAhead ? due - CollectAhead : due;
            if (look < next)
                next = look;
        }

        if (_alarm.NextAt is { } alarm && alarm < next)
            next = alarm;
        foreach (var pause in _state.Pauses.Values)
        {
            if (pause.Until is { } until && until < next)
                next = until;
        }

        var delay = next - now;
        Timers.StartSingleTimer(TickTimer.Instance, TickTimer.Instance, delay > TimeSpan.Zero ? delay : TimeSpan.Zero);
    }

    private void OnTrigger(TriggerSchedule message)
    {
        if (_schedules.Find(message.Name) is not { } schedule)
            Sender.Tell(new TriggerRefused(message.Name, null));
        else if (schedule.Job is null)
            Sender.Tell(new TriggerRefused(message.Name, $"its job file is broken: {schedule.InvalidReason}"));
        else
            _services.Tenants.Tell(
                new TriggerRun(schedule.Job.TenantId, message.RequestId, message.By, LimitsOf(schedule.Job.TenantId), SpecOf(schedule)),
                Sender);
    }

    private JobSpec SpecOf(ScheduleDefinition schedule) =>
        _table.Find(schedule.Name) is { } entry && ReferenceEquals(entry.Definition, schedule) ? entry.Spec : ScheduleEntry.SpecOf(schedule);

    private void OnPause(PauseSchedule message)
    {
        var sender = Sender;
        if (_schedules.Find(message.Name) is not { } schedule)
        {
            sender.Tell(new ScheduleReply(null));
            return;
        }

        var now = Now;
        DispatchDue(now);

        // A second pause keeps the first one's beginning: nothing was due to run since then.
        var at = _state.Pauses.TryGetValue(message.Name, out var earlier) ? earlier.At : now;
        Store([new SchedulePaused(message.Name, new PauseInfo(message.By, at, message.Reason, message.Until))], () =>
        {
            _services.Log.Paused(message.Name, message.By, message.Reason);
            Place(schedule, Now);
            sender.Tell(new ScheduleReply(ViewOf(message.Name)));
            StartTickTimer();
        });
    }

    private void OnResume(ResumeSchedule message)
    {
        var sender = Sender;
        if (_schedules.Find(message.Name) is not null && _state.Pauses.ContainsKey(message.Name))
            Resume([message.Name], message.By, () => sender.Tell(new ScheduleReply(ViewOf(message.Name))));
        else
            sender.Tell(new ScheduleReply(ViewOf(message.Name)));
    }

    private void Resume(ImmutableArray<string> names, string by, Action then)
    {
        var now = Now;
        Store([.. names.Select(name => new ScheduleResumed(name, by, now))], () =>
        {
            foreach (var name in names)
            {
                _services.Log.Resumed(name, by);
                if (_schedules.Find(name) is { } schedule)
                    Place(schedule, Now);
            }

            then();
            OnTick();
        });
    }

    private void ResumeEndedPauses(DateTimeOffset now)
    {
        // In one write: one after another, each would look for ended pauses again and find all that are still to come.
        var ended = _state.Pauses.Where(pause => pause.Value.Until <= now).Select(pause => pause.Key).ToImmutableArray();
        if (!ended.IsEmpty)
            Resume(ended, "the end of the pause", () => { });
    }

    private SchedulePage PageOf(GetSchedules message)
    {
        var page = _schedules.NamesAfter(message.After, message.Limit + 1);
        return new SchedulePage([.. page.Take(message.Limit).Select(name => ViewOf(name)!)], page.Length > message.Limit);
    }

    private ScheduleView? ViewOf(string name)
    {
        if (_schedules.Find(name) is not { } schedule)
            return null;
        var entry = _table.Find(name);
        return new ScheduleView
        {
            Name = name,
            TenantId = schedule.Job?.TenantId,
            Rule = schedule.RuleText,
            Timezone = schedule.Timezone,
            State = !schedule.Enabled ? ScheduleStatus.Disabled
                : schedule.Job is null ? ScheduleStatus.Invalid
                : _state.Pauses.ContainsKey(name) ? ScheduleStatus.Paused
                : ScheduleStatus.Active,
            Pause = _state.Pauses.GetValueOrDefault(name),
            InvalidReason = schedule.InvalidReason,
            NextAt = entry?.Next,
            LastAt = _table.LastOf(name),
            ConfigFile = schedule.ConfigFile,
            Description = schedule.Description,
            MaxConcurrentRuns = schedule.MaxConcurrentRuns,
            Tags = schedule.Tags,
        };
    }

    private TenantLimits LimitsOf(string tenantId)
    {
        var own = _definition!.Tenants.GetValueOrDefault(tenantId);
        var limits = new TenantLimits();
        return limits with
        {
            Concurrency = own?.Concurrency ?? _definition.ConcurrencyPerTenant,
            RetryHoldsTenant = _definition.RetryHoldsTenant,
            MaxQueuedRuns = own?.MaxQueuedRuns ?? limits.MaxQueuedRuns,
            Weight = own?.Weight ?? limits.Weight,
        };
    }

    private void LogDefinition()
    {
        var tenants = _schedules.All.Where(schedule => schedule.Job is not null).Select(schedule => schedule.Job!.TenantId).Distinct(StringComparer.Ordinal).Count();
        var next = _table.Peek();
        _services.Log.Loaded(_definition!.File, _schedules.Count, tenants, _table.Count, next?.Definition.Name, next?.Next);
        foreach (var schedule in _schedules.All.Where(schedule => schedule.Enabled && schedule.Job is null).OrderBy(schedule => schedule.Name, StringComparer.Ordinal))
            _services.Log.Invalid(schedule.Name, schedule.InvalidReason);
    }

    private void Store(ImmutableArray<ISchedulerEvent> events, Action then)
    {
        if (events.IsEmpty)
        {
            then();
            return;
        }

        var left = events.Length;
        PersistAll(events, e =>
        {
            _state = _state.Apply(e);
            if (--left > 0)
                return;
            then();
            SaveSnapshotIfDue();
        });
    }

    private void SaveSnapshotIfDue()
    {
        if (LastSequenceNr - _snapshotAt < _services.EventsPerSnapshot)
            return;
        _snapshotAt = LastSequenceNr;
        SaveSnapshot(_state);
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private sealed class TickTimer
    {
        public static readonly TickTimer Instance = new();
    }

    private sealed class ResendTimer
    {
        public static readonly ResendTimer Instance = new();
    }

    private sealed class HurryTimer
    {
        public static readonly HurryTimer Instance = new();
    }

    private sealed class WatermarkTimer
    {
        public static readonly WatermarkTimer Instance = new();
    }
}
