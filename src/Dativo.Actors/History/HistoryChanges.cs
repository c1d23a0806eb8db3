using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.History;

/// <summary>What a batch of events changes in the tables: one entry per row, however many events touched it.</summary>
internal sealed record HistoryChanges
{
    public required IReadOnlyList<RunChange> Runs { get; init; }

    public required IReadOnlyList<AttemptChange> Attempts { get; init; }

    public required IReadOnlyList<SpecRow> Specs { get; init; }

    public required IReadOnlyList<TenantChange> Tenants { get; init; }
}

/// <summary>
/// What becomes of one run's row. With <see cref="Accepted"/> the row is new; otherwise it exists and only what is set here changes.
/// </summary>
internal sealed class RunChange(Guid id)
{
    public Guid Id { get; } = id;

    /// <summary>What never changes about the run; null when its row exists.</summary>
    public AcceptedRun? Accepted { get; set; }

    /// <summary>Where it stands now; null when that did not change.</summary>
    public RunProgress? Progress { get; set; }

    /// <summary>When its first attempt of this batch started; a row keeps its own, earlier one.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>The number of its newest attempt of this batch; 0 for none. A row keeps the higher number.</summary>
    public int Attempts { get; set; }

    /// <summary>Who asked for its end; null when nobody did.</summary>
    public RunCancelRequested? CancelRequest { get; set; }
}

/// <summary>What never changes about a run.</summary>
internal sealed record AcceptedRun
{
    public required string TenantId { get; init; }

    public required string Schedule { get; init; }

    public required string SpecId { get; init; }

    public required RunTrigger Trigger { get; init; }

    public required DateTimeOffset ScheduledFor { get; init; }

    public required DateTimeOffset QueuedAt { get; init; }

    public int Priority { get; init; }

    public string? RequestedBy { get; init; }
}

/// <summary>Where a run stands; each replaces the one before as a whole.</summary>
internal sealed record RunProgress(
    RunStatus Status,
    string? Reason = null,
    string? Detail = null,
    DateTimeOffset? FinishedAt = null,
    DateTimeOffset? RetryAt = null);

/// <summary>What becomes of one attempt's row. With <see cref="Started"/> the row is new.</summary>
internal sealed class AttemptChange(Guid runId, int number)
{
    public Guid RunId { get; } = runId;

    public int Number { get; } = number;

    public AttemptStarted? Started { get; set; }

    public AttemptEnded? Ended { get; set; }
}

/// <summary>A spec that runs refer to.</summary>
internal sealed record SpecRow(string TenantId, JobSpec Spec);

/// <summary>What is kept per tenant.</summary>
internal sealed class TenantChange(string tenantId)
{
    public string TenantId { get; } = tenantId;

    /// <summary>The highest sequence number of the tenant's events so far.</summary>
    public long SequenceNr { get; set; }

    /// <summary>The status of the run that ended last in this batch; null when none did.</summary>
    public RunStatus? LastStatus { get; set; }

    /// <summary>When that run ended.</summary>
    public DateTimeOffset? LastFinishedAt { get; set; }
}
