using System.Collections.Immutable;
using System.Globalization;
using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;
using Dativo.Actors.Tests.Serialization;
using static Dativo.Actors.Tests.Tenants.Simulation.RunLedger;

namespace Dativo.Actors.Tests.Tenants.Simulation;

/// <summary>
/// A tenant with a scheduler and workers around it, all in one thread and on one clock: plays the effects of the
/// tenant's actor around the pure decisions, and checks the promises after each step.
/// </summary>
internal sealed class TenantWorld
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private readonly List<ITenantEvent> _journal = [];
    private readonly SimulatedScheduler _scheduler = new(Start);
    private readonly SimulatedWorkers _workers = new();
    private readonly Dictionary<string, Guid> _requests = [];

    // The runs with a place, and how often limits had changed when they got it.
    private readonly Dictionary<Guid, int> _placedAt = [];
    private readonly HashSet<Guid> _places = [];
    private readonly HashSet<Guid> _slotRequests = [];
    private int _limitChanges;
    private int _ids;
    private TenantState _state = TenantState.Empty("acme");
    private DateTimeOffset _now = Start;

    public RunLedger Ledger { get; } = new();

    public static TenantWorld Live(IEnumerable<SimulationStep> steps)
    {
        var world = new TenantWorld();
        foreach (var step in steps)
        {
            world.Take(step);
            world.GivePlaces();
            world.CheckStep();
        }

        world.Drain();
        return world;
    }

    private DecisionContext Context => new(_now, () => new Guid(++_ids, 0, 0, new byte[8]));

    private void Take(SimulationStep step)
    {
        var (_, choice, variant, fault) = step;
        switch (step.Kind)
        {
            case StepKind.TimePasses:
                _now += TimeSpan.FromSeconds(1 + choice % 120);
                break;
            case StepKind.SchedulerTicks:
                Deliver(_scheduler.Tick(_now, variant), ackArrives: choice % 4 != 0, fault);
                break;
            case StepKind.BatchComesAgain when _scheduler.Newest is { } batch:
                Deliver(batch, ackArrives: choice % 4 != 0, fault);
                break;
            case StepKind.SchedulerFailsOver:
                _scheduler.FailOver();
                break;
            case StepKind.RunIsAskedFor:
                Ask($"request {choice % 12}", _scheduler.Specs[variant % 3], fault);
                break;
            case StepKind.RunIsCancelled:
                Cancel(choice, fault);
                break;
            case StepKind.DefinitionChanges:
                _scheduler.Redefine(choice, variant);
                break;
            case StepKind.LimitsChange:
                _scheduler.Limits = new TenantLimits { Concurrency = 1 + choice % 3, RetryHoldsTenant = choice / 3 % 2 == 0, MaxQueuedRuns = 1 + variant % 8 };
                break;
            case StepKind.SlotIsGranted:
                GrantSlot(choice, variant, fault);
                break;
            case StepKind.ProcessEnds when _workers.Processes.Count > 0:
                var process = _workers.Processes[choice % _workers.Processes.Count];
                _workers.End(process, OutcomeOf(variant, isToEnd: _state.Runs[process.Run].CancelRequested is not null));
                break;
            case StepKind.OutcomeArrives when _workers.Outcomes.Count > 0:
                var (ended, outcome) = _workers.Outcomes[choice % _workers.Outcomes.Count];
                Finish(ended, outcome, slotOffered: variant % 2 == 0, fault);
                break;
            case StepKind.OldOutcomeArrives when _workers.Past.Count > 0:
                var (old, oldOutcome) = _workers.Past[choice % _workers.Past.Count];
                Finish(old, oldOutcome, slotOffered: false, fault);
                break;
            case StepKind.TenantRestarts:
                Restart();
                break;
            case StepKind.NodeDies:
                _workers.Kill(choice);
                break;
            case StepKind.DeadNodesAreNoticed:
                InterruptLostAttempts(fault);
                break;
        }
    }

    private void Deliver(RunDue batch, bool ackArrives, JournalFault fault)
    {
        if (!Store(TenantDecisions.Accept(_state, batch, Context), fault) || !ackArrives)
            return;
        foreach (var due in batch.Schedules)
        {
            foreach (var occurrence in due.Occurrences)
                Promise(Ledger.Has(due.Spec.Schedule, occurrence.ScheduledFor), $"{due.Spec.Schedule} {occurrence.ScheduledFor:O} is acknowledged and has no row");
        }

        _scheduler.Acknowledge(batch);
    }

    private void Ask(string request, JobSpec spec, JournalFault fault)
    {
        var events = TenantDecisions.Trigger(_state, new TriggerRun("acme", request, "ann", _scheduler.Limits, spec), Context, out var refusal);
        if (!Store(events, fault))
            return;
        var run = _state.RunOfRequest(request);
        if (refusal is not null)
        {
            Ledger.Seen.Add("refused");
            Promise(run is null && events.IsEmpty, "a request is both refused and taken");
            return;
        }

        Promise(run is not null, "a request is answered and has no run");
        Promise(_requests.TryAdd(request, run!.Value) || _requests[request] == run, "a request that comes again has another run");
    }

    private void Cancel(int choice, JournalFault fault)
    {
        var open = _state.Runs.Keys.Order().ToArray();
        var run = choice % (open.Length + 1) is var index && index < open.Length ? open[index] : Guid.Empty;
        var running = _state.Runs.TryGetValue(run, out var before) && before.Status == RunStatus.Running;
        if (!Store(TenantDecisions.Cancel(_state, run, "ann", "not today", Context), fault))
            return;
        Promise(!_state.Runs.TryGetValue(run, out var after) || (running && after.CancelRequested is not null), "a run that was cancelled goes on");
    }

    private void GrantSlot(int choice, int variant, JournalFault fault)
    {
        if (_slotRequests.Count > 0 && _workers.FreeNode(variant) is { } node)
        {
            var requested = _slotRequests.Order().ElementAt(choice % _slotRequests.Count);
            _slotRequests.Remove(requested);
            _workers.Kept[requested] = node;
        }

        // Whoever has a slot asks for its start until it is stored.
        foreach (var (run, kept) in _workers.Kept.OrderBy(pair => pair.Key).ToArray())
        {
            if (!_places.Contains(run))
            {
                _workers.Kept.Remove(run);
                continue;
            }

            if (!Store(TenantDecisions.Start(_state, run, kept, Context), fault))
                return;
            if (_state.Runs[run] is not { Status: RunStatus.Running } started)
                continue;
            _workers.Kept.Remove(run);
            _workers.Launch(run, started.Attempt, kept);
            return;
        }
    }

    private void Finish(SimulatedProcess process, AttemptOutcome outcome, bool slotOffered, JournalFault fault)
    {
        var events = TenantDecisions.Finish(_state, process.Run, process.Attempt, outcome, Context);
        if (events.IsEmpty)
            Ledger.Seen.Add("dropped");
        var after = events.Aggregate(_state, (state, e) => state.Apply(e));
        Guid? next = null;

        // What ends and what starts in its slot go into one write.
        if (slotOffered && _workers.IsAlive(process.Node) && !after.Runs.ContainsKey(process.Run) && TenantDecisions.Startable(after, _places) is [var first, ..])
        {
            var start = TenantDecisions.Start(after, first, process.Node, Context);
            Promise(start.Length == 1, $"run {first} is startable and does not start");
            events = events.AddRange(start);
            next = first;
        }

        if (!Store(events, fault))
            return;
        _workers.Outcomes.RemoveAll(ended => ended.Process == process);
        if (next is { } launched)
            _workers.Launch(launched, _state.Runs[launched].Attempt, process.Node);
    }

    private void InterruptLostAttempts(JournalFault fault)
    {
        foreach (var run in _state.Runs.Values.Where(run => run.Status == RunStatus.Running && !_workers.Knows(run.Id, run.Attempt)).OrderBy(run => run.Id))
        {
            if (!Store(TenantDecisions.Finish(_state, run.Id, run.Attempt, new AttemptOutcome { Kind = AttemptOutcomeKind.Interrupted }, Context), fault))
                return;
        }
    }

    /// <summary>Stores and applies; false when the tenant started again and nobody acts on the events.</summary>
    private bool Store(ImmutableArray<ITenantEvent> events, JournalFault fault)
    {
        if (events.IsEmpty)
            return true;
        if (fault != JournalFault.NotStored)
        {
            foreach (var e in events)
                Append(e);
        }

        if (fault == JournalFault.None)
            return true;
        Restart();
        return false;
    }

    private void Append(ITenantEvent e)
    {
        // As it comes back from the journal: a field that the stored form forgets shows at the next restart.
        _journal.Add((ITenantEvent)Serializers.RoundTrip(e));
        Ledger.Record(e, e is AttemptStarted started && _placedAt.GetValueOrDefault(started.RunId, _limitChanges) != _limitChanges);
        _state = _state.Apply(e);
        switch (e)
        {
            case LimitsChanged or SpecRecorded:
                _limitChanges++;
                break;
            case AttemptStarted { RunId: var run }:
                LeavePlace(run);
                break;
            case RunEnded { RunId: var run }:
                LeavePlace(run);
                break;
        }
    }

    private void LeavePlace(Guid run)
    {
        _places.Remove(run);
        _placedAt.Remove(run);
        _slotRequests.Remove(run);
    }

    /// <summary>The tenant's memory is lost and made again from its events; attempts that workers know of go on.</summary>
    private void Restart()
    {
        var rebuilt = _journal.Aggregate(TenantState.Empty("acme"), (state, e) => state.Apply(e));
        Promise(StateText.Of(rebuilt) == StateText.Of(_state), $"the state made from the events differs:{StateText.Of(rebuilt)}\nlive:{StateText.Of(_state)}");
        _state = rebuilt;
        _places.Clear();
        _placedAt.Clear();
        _slotRequests.Clear();
        _workers.Kept.Clear();
        Ledger.Seen.Add("restarted");
    }

    private void GivePlaces()
    {
        var dueRetries = _state.Runs.Values.Where(run => run.Status == RunStatus.WaitingRetry && run.RetryAt <= _now && !_places.Contains(run.Id));
        foreach (var run in dueRetries.OrderBy(QueuePlace.Of).ToArray())
        {
            if (TenantDecisions.MayRetry(_state, run.Id, _places))
                GivePlace(run.Id);
        }

        foreach (var run in TenantDecisions.Startable(_state, _places))
            GivePlace(run);

        // Requests that died with their node are sent again.
        _slotRequests.UnionWith(_places.Where(run => !_workers.Kept.ContainsKey(run)));
    }

    private void GivePlace(Guid run)
    {
        Promise(_places.Add(run), $"run {run} gets a place twice");
        _placedAt[run] = _limitChanges;
    }

    private void CheckStep()
    {
        Ledger.Compare(_state);
        foreach (var process in _workers.Processes)
            Promise(Ledger.IsRunning(process.Run, process.Attempt), $"attempt {process.Attempt} of run {process.Run} has a process and is not recorded as running");
        Promise(_places.All(_state.Runs.ContainsKey), "a run that ended has a place");
        if (_state.Active.IsEmpty && !_state.Queue.IsEmpty)
            Promise(_places.Count > 0, "runs wait, nothing is active, and none is given a place");
    }

    /// <summary>No further failures: what is due is handed over, and every run comes to its end.</summary>
    private void Drain()
    {
        Deliver(_scheduler.Tick(_now, 0), ackArrives: true, JournalFault.None);
        Deliver(_scheduler.Tick(_now, 0), ackArrives: true, JournalFault.None);
        for (var round = 0; !_state.Runs.IsEmpty; round++)
        {
            Promise(round < 10_000, string.Create(CultureInfo.InvariantCulture, $"{_state.Runs.Count} runs never end"));
            InterruptLostAttempts(JournalFault.None);
            GivePlaces();
            GrantSlot(round, round, JournalFault.None);
            foreach (var process in _workers.Processes.ToArray())
                _workers.End(process, OutcomeOf(round % 2 == 0 ? 0 : 4, isToEnd: false));
            foreach (var (process, outcome) in _workers.Outcomes.ToArray())
                Finish(process, outcome, slotOffered: round % 3 == 0, JournalFault.None);
            GivePlaces();
            CheckStep();
            _now += TimeSpan.FromSeconds(15);
        }

        Restart();
        Promise(!_scheduler.IsWaiting, "a batch is never acknowledged");
        Promise(Ledger.Rows.All(row => row.Status.IsFinal()), "a run has no end");
        Promise(_scheduler.Acknowledged.All(key => Ledger.Has(key.Schedule, key.ScheduledFor)), "an acknowledged occurrence has no row");
        Promise(_state.Specs.Count == _state.Schedules.Count, "specs that nobody uses are kept");
    }

    private static AttemptOutcome OutcomeOf(int variant, bool isToEnd)
    {
        if (isToEnd && variant % 2 == 0)
            return new AttemptOutcome { Kind = AttemptOutcomeKind.Cancelled };
        return (variant % 12) switch
        {
            0 or 1 or 2 => TenantScenario.Exited(0),
            3 => TenantScenario.Exited(1),
            4 or 5 or 6 or 7 => TenantScenario.Exited(2),
            8 => TenantScenario.Exited(3),
            9 => new AttemptOutcome { Kind = AttemptOutcomeKind.TimedOut },
            10 => new AttemptOutcome { Kind = AttemptOutcomeKind.StartFailed },
            _ => new AttemptOutcome { Kind = AttemptOutcomeKind.Interrupted },
        };
    }
}
