using System.Collections.Immutable;
using Dativo.Actors.Jobs;

namespace Dativo.Actors.Tenants;

/// <summary>A message for one tenant, wherever its actor lives.</summary>
public interface ITenantMessage
{
    /// <summary>The tenant.</summary>
    string TenantId { get; }
}

/// <summary>What a tenant answers.</summary>
public interface ITenantReply;

/// <summary>
/// Occurrences that are due, from the scheduler; sent again until <see cref="RunDueAck"/> answers. A tenant gets its
/// batches one after another, so that occurrences of a schedule arrive in their order.
/// </summary>
public sealed record RunDue(string TenantId, long BatchId, TenantLimits Limits, ImmutableArray<DueSchedule> Schedules) : ITenantMessage;

/// <summary>A schedule's occurrences in a batch, oldest first.</summary>
public sealed record DueSchedule(JobSpec Spec, ImmutableArray<DueOccurrence> Occurrences);

/// <summary>One occurrence and what the scheduler decided of it.</summary>
public sealed record DueOccurrence(DateTimeOffset ScheduledFor, DueKind Kind, string? Detail = null);

/// <summary>What is to become of an occurrence.</summary>
public enum DueKind
{
    /// <summary>It is due now; the overlap policy applies.</summary>
    Due = 1,

    /// <summary>It was missed and is to run all the same, whatever the overlap policy says.</summary>
    CatchUp = 2,

    /// <summary>It was missed and does not run.</summary>
    Missed = 3,

    /// <summary>The schedule was paused when it was due, and it does not run.</summary>
    Disabled = 4,
}

/// <summary>The batch is stored, or was before.</summary>
public sealed record RunDueAck(string TenantId, long BatchId) : ITenantReply;

/// <summary>Something is due for the tenant soon: be awake.</summary>
public sealed record WakeTenant(string TenantId) : ITenantMessage;

/// <summary>Run a schedule now. Answered by <see cref="RunAccepted"/> or <see cref="RunRefused"/>.</summary>
public sealed record TriggerRun(string TenantId, string RequestId, string By, TenantLimits Limits, JobSpec Spec, string? TraceParent = null) : ITenantMessage;

/// <summary>The run is stored; the same request again gives the same run.</summary>
public sealed record RunAccepted(string TenantId, Guid RunId) : ITenantReply;

/// <summary>The run cannot be made.</summary>
public sealed record RunRefused(string TenantId, string Reason) : ITenantReply;

/// <summary>End an open run. Answered by <see cref="CancelReply"/>.</summary>
public sealed record CancelRun(string TenantId, Guid RunId, string By, string Reason) : ITenantMessage;

/// <summary>Whether the tenant had such an open run; the wish is stored.</summary>
public sealed record CancelReply(Guid RunId, bool Found) : ITenantReply;

/// <summary>Show the tenant's present. Answered by <see cref="TenantView"/>.</summary>
public sealed record GetTenant(string TenantId) : ITenantMessage;

/// <summary>
/// An attempt is over, from its job actor, or from the worker when that actor is gone; sent again until it is stored.
/// <paramref name="SlotOffered"/> says that the worker keeps the slot for the tenant's next run.
/// </summary>
public sealed record AttemptFinished(string TenantId, Guid RunId, int Attempt, AttemptOutcome Outcome, bool SlotOffered) : ITenantMessage;
