namespace Dativo.Actors.Tenants;

/// <summary>Where a run stands. The first three are open, the others final.</summary>
public enum RunStatus
{
    /// <summary>Waits for its tenant, its schedule or a worker slot.</summary>
    Queued = 1,

    /// <summary>An attempt's process is starting or running.</summary>
    Running = 2,

    /// <summary>Its last attempt failed or was interrupted; the next one is due at a stored instant.</summary>
    WaitingRetry = 3,

    /// <summary>The job exited with 0.</summary>
    Success = 4,

    /// <summary>The job exited with 1 and no retry is left.</summary>
    Partial = 5,

    /// <summary>The job ended in any other way and no retry is left.</summary>
    Failure = 6,

    /// <summary>An operator, or a newer occurrence under <c>overlap: cancel_running</c>, ended it.</summary>
    Cancelled = 7,

    /// <summary>An attempt took longer than <c>timeout_seconds</c>.</summary>
    TimedOut = 8,

    /// <summary>The occurrence did not become a run; never a failure, and always with a reason.</summary>
    Skipped = 9,
}

/// <summary>What made a run.</summary>
public enum RunTrigger
{
    /// <summary>An occurrence of its schedule.</summary>
    Schedule = 1,

    /// <summary>An operator.</summary>
    Manual = 2,

    /// <summary>A slot of a backfill.</summary>
    Backfill = 3,

    /// <summary>An operator, for a run that ended before.</summary>
    Rerun = 4,
}

/// <summary>Why an occurrence did not become a run.</summary>
public enum SkipReason
{
    /// <summary>Earlier runs of the schedule were still active or waiting, or the tenant's queue was full.</summary>
    Overlap = 1,

    /// <summary>No node was up when it was due, and the schedule's <c>catchup</c> does not run it.</summary>
    Missed = 2,

    /// <summary>A newer occurrence took its place in the queue.</summary>
    Superseded = 3,

    /// <summary>The schedule was paused when it was due.</summary>
    Disabled = 4,
}

/// <summary>How an attempt ended.</summary>
public enum AttemptOutcomeKind
{
    /// <summary>The process exited by itself or by a signal that was not ours.</summary>
    Exited = 1,

    /// <summary>The process could not be started.</summary>
    StartFailed = 2,

    /// <summary>It was ended on request.</summary>
    Cancelled = 3,

    /// <summary>It was ended because it took longer than <c>timeout_seconds</c>.</summary>
    TimedOut = 4,

    /// <summary>Its node died or stopped: the outcome is unknown, the attempt is made again and uses up no retry.</summary>
    Interrupted = 5,
}

/// <summary>The stable names of the vocabulary, as they stand in the API, the read model and the logs.</summary>
public static class RunVocabulary
{
    /// <summary>Whether a run of this status has ended.</summary>
    public static bool IsFinal(this RunStatus status) => status >= RunStatus.Success;

    /// <summary>The status in snake_case.</summary>
    public static string Name(this RunStatus status) => status switch
    {
        RunStatus.Queued => "queued",
        RunStatus.Running => "running",
        RunStatus.WaitingRetry => "waiting_retry",
        RunStatus.Success => "success",
        RunStatus.Partial => "partial",
        RunStatus.Failure => "failure",
        RunStatus.Cancelled => "cancelled",
        RunStatus.TimedOut => "timed_out",
        RunStatus.Skipped => "skipped",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    /// <summary>The trigger in snake_case.</summary>
    public static string Name(this RunTrigger trigger) => trigger switch
    {
        RunTrigger.Schedule => "schedule",
        RunTrigger.Manual => "manual",
        RunTrigger.Backfill => "backfill",
        RunTrigger.Rerun => "rerun",
        _ => throw new ArgumentOutOfRangeException(nameof(trigger), trigger, null),
    };

    /// <summary>The reason in snake_case.</summary>
    public static string Name(this SkipReason reason) => reason switch
    {
        SkipReason.Overlap => "overlap",
        SkipReason.Missed => "missed",
        SkipReason.Superseded => "superseded",
        SkipReason.Disabled => "disabled",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };

    /// <summary>The kind of outcome in snake_case.</summary>
    public static string Name(this AttemptOutcomeKind kind) => kind switch
    {
        AttemptOutcomeKind.Exited => "exited",
        AttemptOutcomeKind.StartFailed => "start_failed",
        AttemptOutcomeKind.Cancelled => "cancelled",
        AttemptOutcomeKind.TimedOut => "timed_out",
        AttemptOutcomeKind.Interrupted => "interrupted",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>Reads a status by its <see cref="Name(RunStatus)"/>; false for any other text.</summary>
    public static bool TryParseStatus(string text, out RunStatus status)
    {
        foreach (var candidate in Enum.GetValues<RunStatus>())
        {
            if (candidate.Name().Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                status = candidate;
                return true;
            }
        }

        status = default;
        return false;
    }
}
