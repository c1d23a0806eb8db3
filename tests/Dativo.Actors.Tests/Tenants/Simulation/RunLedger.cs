using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Tests.Tenants.Simulation;

/// <summary>
/// Reads a tenant's events as the history does, without the tenant's own state, and says at once when one of them
/// breaks a promise.
/// </summary>
internal sealed class RunLedger
{
    private readonly Dictionary<string, JobSpec> _specs = [];
    private readonly Dictionary<string, JobSpec> _current = [];
    private readonly Dictionary<Guid, RunRow> _rows = [];
    private readonly HashSet<(string Schedule, DateTimeOffset ScheduledFor)> _occurrences = [];
    private TenantLimits _limits = new();
    private long _newestToken;

    public IEnumerable<RunRow> Rows => _rows.Values;

    /// <summary>What happened at all: statuses, reasons and other names, for a check that the lives reach everything.</summary>
    public HashSet<string> Seen { get; } = [];

    public bool Has(string schedule, DateTimeOffset scheduledFor) => _occurrences.Contains((schedule, scheduledFor));

    public bool IsRunning(Guid run, int attempt) => _rows[run].Status == RunStatus.Running && _rows[run].Attempts == attempt;

    /// <param name="event">What was stored.</param>
    /// <param name="limitsAreOlder">Whether limits changed after the run that starts was given its place.</param>
    public void Record(ITenantEvent @event, bool limitsAreOlder)
    {
        switch (@event)
        {
            case LimitsChanged e:
                _limits = e.Limits;
                break;
            case SpecRecorded e:
                _specs[e.Spec.Id] = e.Spec;
                _current[e.Spec.Schedule] = e.Spec;
                break;
            case RunQueued e:
                Queue(e);
                break;
            case OccurrencesSkipped e:
                Skip(e);
                break;
            case AttemptStarted e:
                Start(e, limitsAreOlder);
                break;
            case AttemptEnded e:
                End(e);
                break;
            case RunCancelRequested e:
                Promise(_rows[e.RunId].Status == RunStatus.Running, $"run {e.RunId} is asked to end while no attempt is under way");
                _rows[e.RunId].IsToEnd = true;
                break;
            case RunEnded e:
                Promise(_rows[e.RunId].Status is RunStatus.Queued or RunStatus.WaitingRetry, $"run {e.RunId} ends beside its attempt");
                EndRun(_rows[e.RunId], e.Status, e.Reason);
                break;
            default:
                throw new BrokenPromiseException($"the ledger has no rule for {@event}");
        }
    }

    /// <summary>Compares what the tenant believes with what its events say.</summary>
    public void Compare(TenantState state)
    {
        var open = _rows.Values.Where(row => !row.Status.IsFinal()).ToArray();
        Promise(state.Runs.Count == open.Length && open.All(row => state.Runs.TryGetValue(row.Id, out var run) && run.Status == row.Status), "the open runs differ from the events");
        Promise(state.Queue.Select(place => place.RunId).ToHashSet().SetEquals(open.Where(row => row.Status == RunStatus.Queued).Select(row => row.Id)), "the queue differs from the events");
        Promise(state.Active.SequenceEqual(open.Where(row => row.IsActive).OrderBy(row => row.FirstToken).Select(row => row.Id)), "the active runs differ from the events");
        foreach (var (name, schedule) in state.Schedules)
        {
            Promise(schedule.Active == open.Count(row => row.Schedule == name && row.IsActive), $"schedule {name} counts {schedule.Active} active runs");
            Promise(schedule.Queued == open.Count(row => row.Schedule == name && row.Status == RunStatus.Queued), $"schedule {name} counts {schedule.Queued} queued runs");
        }

        var needed = _current.Values.Select(spec => spec.Id).Concat(open.Select(row => row.SpecId)).ToHashSet();
        Promise(needed.SetEquals(state.Specs.Keys), "the specs kept are not those in use");
        Promise(state.FencingToken == _newestToken, "the newest fencing token differs from the events");
    }

    public static void Promise(bool kept, string otherwise)
    {
        if (!kept)
            throw new BrokenPromiseException(otherwise);
    }

    private void Queue(RunQueued e)
    {
        Promise(_specs.ContainsKey(e.SpecId), $"run {e.RunId} refers to a spec that was not recorded");
        if (e.Trigger == RunTrigger.Schedule)
            TakeOccurrence(e.Schedule, e.ScheduledFor);
        Promise(_rows.TryAdd(e.RunId, new RunRow(e, _specs[e.SpecId].Retry.MaxRetries)), $"run {e.RunId} is queued twice");
        Promise(_rows.Values.Count(row => row.Status == RunStatus.Queued) <= _limits.MaxQueuedRuns, $"more than {_limits.MaxQueuedRuns} runs wait");
        Seen.Add(e.Trigger.Name());
    }

    private void Skip(OccurrencesSkipped e)
    {
        Promise(e.Occurrences.Length > 0 && e.Detail.Length > 0 && Enum.IsDefined(e.Reason), "a skip without occurrences or reason");
        foreach (var occurrence in e.Occurrences)
            TakeOccurrence(e.Schedule, occurrence.ScheduledFor);
        Seen.Add(e.Reason.Name());
    }

    private void TakeOccurrence(string schedule, DateTimeOffset scheduledFor) =>
        Promise(_occurrences.Add((schedule, scheduledFor)), $"the occurrence {schedule} {scheduledFor:O} is taken twice");

    private void Start(AttemptStarted e, bool limitsAreOlder)
    {
        var row = _rows[e.RunId];
        Promise(!row.Status.IsFinal() && row.Status != RunStatus.Running, $"run {row.Id} starts while it is {row.Status}");
        Promise(!row.IsToEnd, $"run {row.Id} starts though it is to end");
        Promise(e.Attempt == row.Attempts + 1, $"attempt {e.Attempt} of run {row.Id} follows attempt {row.Attempts}");
        Promise(e.FencingToken > _newestToken, $"fencing token {e.FencingToken} follows {_newestToken}");
        CheckLimits(row, limitsAreOlder);
        _newestToken = e.FencingToken;
        if (row.Attempts == 0)
            row.FirstToken = e.FencingToken;
        row.Attempts = e.Attempt;
        row.Status = RunStatus.Running;
    }

    private void CheckLimits(RunRow row, bool limitsAreOlder)
    {
        var maxConcurrentRuns = _current[row.Schedule].MaxConcurrentRuns;
        var others = _rows.Values.Where(other => other != row && other.IsActive).ToArray();
        var running = others.Where(other => other.Status == RunStatus.Running).ToArray();
        Promise(running.Length < _limits.Concurrency, $"{running.Length + 1} attempts run at once, {_limits.Concurrency} may");
        Promise(
            running.Count(other => other.Schedule == row.Schedule) < maxConcurrentRuns,
            $"more than {maxConcurrentRuns} runs of schedule {row.Schedule} run at once");
        if (limitsAreOlder)
            return;

        // Runs that wait for their retries hold places too.
        if (row.Attempts == 0)
        {
            Promise(others.Count(other => other.Schedule == row.Schedule) < maxConcurrentRuns, $"more than {maxConcurrentRuns} runs of schedule {row.Schedule} are active");
            Promise(!_limits.RetryHoldsTenant || others.Length < _limits.Concurrency, $"run {row.Id} starts while a run that waits for its retry holds the tenant");
        }
        else if (_limits.RetryHoldsTenant)
        {
            Promise(others.Count(other => other.FirstToken < row.FirstToken) < _limits.Concurrency, $"run {row.Id} goes on before runs that started earlier");
        }
    }

    private void End(AttemptEnded e)
    {
        var row = _rows[e.RunId];
        Promise(row.Status == RunStatus.Running && row.Attempts == e.Attempt, $"attempt {e.Attempt} of run {row.Id} ends while it is not under way");
        Promise(e.RetryAt is null != e.FinalStatus is null, $"run {row.Id} both ends and goes on, or neither");
        if (e.FinalStatus is { } status)
        {
            EndRun(row, status, e.Reason);
            return;
        }

        Promise(!row.IsToEnd, $"run {row.Id} is to end and gets another attempt");
        row.Status = RunStatus.WaitingRetry;
        Seen.Add(e.Outcome.Kind == AttemptOutcomeKind.Interrupted ? "interrupted" : "retry");
        if (e.Outcome.Kind == AttemptOutcomeKind.Interrupted)
            return;
        row.RetriesUsed++;
        Promise(row.RetriesUsed <= row.MaxRetries, $"run {row.Id} uses retry {row.RetriesUsed} of {row.MaxRetries}");
    }

    private void EndRun(RunRow row, RunStatus status, string? reason)
    {
        Promise(!row.Status.IsFinal(), $"run {row.Id} ends twice");
        Promise(status.IsFinal(), $"run {row.Id} ends as {status}");
        Promise(status == RunStatus.Success || reason is { Length: > 0 }, $"run {row.Id} ends as {status} without a reason");
        row.Status = status;
        Seen.Add(status.Name());
        if (status == RunStatus.Skipped)
            Seen.Add(reason!);
    }
}
