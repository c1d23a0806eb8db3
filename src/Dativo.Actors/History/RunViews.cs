using System.Collections.Immutable;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.History;

/// <summary>A row of the run history: a run, or an occurrence that did not become one.</summary>
public sealed record RunSummary
{
    /// <summary>The run's id, a UUID v7.</summary>
    public required Guid Id { get; init; }

    /// <summary>The tenant.</summary>
    public required string TenantId { get; init; }

    /// <summary>The schedule's name.</summary>
    public required string Schedule { get; init; }

    /// <summary>What made it.</summary>
    public required RunTrigger Trigger { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>A short code for the status, such as <c>overlap</c> or, while it waits for a retry, <c>exit_code</c>; null for success, queued and running.</summary>
    public string? Reason { get; init; }

    /// <summary>The reason in words; null when there is nothing more to say.</summary>
    public string? Detail { get; init; }

    /// <summary>The instant it is for, UTC.</summary>
    public required DateTimeOffset ScheduledFor { get; init; }

    /// <summary>When it was accepted, or skipped, UTC.</summary>
    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>When its first attempt started, UTC; null when none has.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended, UTC; null while open.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When its next attempt is due, UTC; null unless it waits for a retry.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>How many attempts were started.</summary>
    public required int Attempts { get; init; }
}

/// <summary>A run with its attempts, metrics and tags.</summary>
public sealed record RunDetails
{
    /// <summary>The row of the run.</summary>
    public required RunSummary Run { get; init; }

    /// <summary>Who asked for it; null for occurrences.</summary>
    public string? RequestedBy { get; init; }

    /// <summary>The job file, as an absolute path.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>The effective tags when it was accepted.</summary>
    public required ImmutableSortedDictionary<string, string> Tags { get; init; }

    /// <summary>The metrics of its newest attempt that reported any.</summary>
    public required ImmutableSortedDictionary<string, double> Metrics { get; init; }

    /// <summary>The attempts, by number.</summary>
    public required ImmutableArray<AttemptSummary> Attempts { get; init; }
}

/// <summary>One attempt of a run.</summary>
public sealed record AttemptSummary
{
    /// <summary>Its number, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The node that ran it.</summary>
    public required string Node { get; init; }

    /// <summary>Its fencing token.</summary>
    public required long FencingToken { get; init; }

    /// <summary>The process id; null when none is known.</summary>
    public int? Pid { get; init; }

    /// <summary>How it ended; null while under way.</summary>
    public AttemptOutcomeKind? Outcome { get; init; }

    /// <summary>The exit code; null when there is none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The end of its stderr, or why it could not start; null when there is none.</summary>
    public string? Error { get; init; }

    /// <summary>A short code of why it ended as it did, such as <c>exit_code</c> or <c>interrupted</c>; null for success.</summary>
    public string? Reason { get; init; }

    /// <summary>When it started, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When its end was learnt, UTC; null while under way.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When its process started, by the clock of its node, UTC; null when none did, or none is known.</summary>
    public DateTimeOffset? ProcessStartedAt { get; init; }

    /// <summary>When its process ended, by the clock of its node, UTC; null when that is unknown.</summary>
    public DateTimeOffset? ProcessEndedAt { get; init; }
}

/// <summary>Which runs a list shows, newest first; every condition narrows it.</summary>
public sealed record RunFilter
{
    /// <summary>Only this tenant's.</summary>
    public string? TenantId { get; init; }

    /// <summary>Only this schedule's.</summary>
    public string? Schedule { get; init; }

    /// <summary>Only of these statuses; empty: all.</summary>
    public ImmutableArray<RunStatus> Statuses { get; init; } = [];

    /// <summary>Only those accepted at or after this instant.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>At most this many; 1 to 10,000.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>A tenant in the history.</summary>
public sealed record TenantSummary
{
    /// <summary>The tenant.</summary>
    public required string TenantId { get; init; }

    /// <summary>How many of its runs are running.</summary>
    public required int Running { get; init; }

    /// <summary>How many wait in the queue.</summary>
    public required int Queued { get; init; }

    /// <summary>How many wait for a retry.</summary>
    public required int WaitingRetry { get; init; }

    /// <summary>The status of the run that ended last; null when none has.</summary>
    public RunStatus? LastStatus { get; init; }

    /// <summary>When that run ended, UTC.</summary>
    public DateTimeOffset? LastFinishedAt { get; init; }
}
