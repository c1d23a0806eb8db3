using System.Collections.Immutable;
using Dativo.Actors.Jobs;

namespace Dativo.Actors.Tenants;

/// <summary>A stored fact about a tenant. Facts are never changed; an old one must stay readable.</summary>
public interface ITenantEvent;

/// <summary>The tenant's limits changed.</summary>
public sealed record LimitsChanged(TenantLimits Limits) : ITenantEvent;

/// <summary>A spec was seen for the first time, or again after it was forgotten; it is the current one of its schedule.</summary>
public sealed record SpecRecorded(JobSpec Spec) : ITenantEvent;

/// <summary>A run was accepted and waits for its turn.</summary>
public sealed record RunQueued : ITenantEvent
{
    /// <summary>The run's id, a UUID v7.</summary>
    public required Guid RunId { get; init; }

    /// <summary>The spec it runs by; recorded before.</summary>
    public required string SpecId { get; init; }

    /// <summary>The schedule's name.</summary>
    public required string Schedule { get; init; }

    /// <summary>What made the run.</summary>
    public required RunTrigger Trigger { get; init; }

    /// <summary>The instant the run is for; for a manual run the instant it was asked for.</summary>
    public required DateTimeOffset ScheduledFor { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Order among waiting runs: higher first.</summary>
    public int Priority { get; init; }

    /// <summary>The id of the request that asked for it, so that a repeated request makes no second run; null for occurrences.</summary>
    public string? RequestId { get; init; }

    /// <summary>Who asked for it; null for occurrences.</summary>
    public string? RequestedBy { get; init; }

    /// <summary>A W3C traceparent; null when tracing is off.</summary>
    public string? TraceParent { get; init; }
}

/// <summary>Occurrences that did not become runs, for one reason.</summary>
public sealed record OccurrencesSkipped : ITenantEvent
{
    /// <summary>The schedule's name.</summary>
    public required string Schedule { get; init; }

    /// <summary>The schedule's spec at that time.</summary>
    public required string SpecId { get; init; }

    /// <summary>The occurrences, oldest first.</summary>
    public required ImmutableArray<SkippedOccurrence> Occurrences { get; init; }

    /// <summary>Why.</summary>
    public required SkipReason Reason { get; init; }

    /// <summary>The reason in words.</summary>
    public required string Detail { get; init; }

    /// <summary>When that was decided.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>One occurrence that did not become a run, with the id of its row in the history.</summary>
public sealed record SkippedOccurrence(Guid RunId, DateTimeOffset ScheduledFor);

/// <summary>An attempt is about to start: stored before its process may exist.</summary>
public sealed record AttemptStarted : ITenantEvent
{
    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>The attempt's number, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>The fencing token: larger than that of every earlier attempt of the tenant.</summary>
    public required long FencingToken { get; init; }

    /// <summary>The incarnation of the node that runs it: its cluster address and uid.</summary>
    public required string Node { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>An attempt ended, and what follows from it.</summary>
public sealed record AttemptEnded : ITenantEvent
{
    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>The attempt's number.</summary>
    public required int Attempt { get; init; }

    /// <summary>How it ended.</summary>
    public required AttemptOutcome Outcome { get; init; }

    /// <summary>When that was learnt.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When the next attempt is due; null when the run has ended.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>The run's final status; null when another attempt follows.</summary>
    public RunStatus? FinalStatus { get; init; }

    /// <summary>A short code for the final status or the retry, such as <c>exit_code</c> or <c>interrupted</c>; null for success.</summary>
    public string? Reason { get; init; }
}

/// <summary>A running run is to end: stored, so that no failover forgets it.</summary>
public sealed record RunCancelRequested(Guid RunId, string By, string Reason, DateTimeOffset At) : ITenantEvent;

/// <summary>A run that had no attempt under way ended.</summary>
public sealed record RunEnded : ITenantEvent
{
    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>Its final status: cancelled, or skipped.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>A short code, such as <c>cancelled</c> or <c>superseded</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>The reason in words.</summary>
    public string? Detail { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}
