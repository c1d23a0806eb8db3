using System.Collections.Immutable;

namespace Dativo.Actors.Tenants;

/// <summary>A tenant's present: what is active, what waits, and for what.</summary>
public sealed record TenantView : ITenantReply
{
    /// <summary>The tenant.</summary>
    public required string TenantId { get; init; }

    /// <summary>How many runs may be active at once.</summary>
    public required int Concurrency { get; init; }

    /// <summary>The open runs: active ones first, then the queue in its order.</summary>
    public required ImmutableArray<OpenRunView> Runs { get; init; }
}

/// <summary>A run that has not ended.</summary>
public sealed record OpenRunView
{
    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>The schedule's name.</summary>
    public required string Schedule { get; init; }

    /// <summary>What made it.</summary>
    public required RunTrigger Trigger { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>The instant it is for, UTC.</summary>
    public required DateTimeOffset ScheduledFor { get; init; }

    /// <summary>When it was accepted, UTC.</summary>
    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>The number of its newest attempt; 0 before the first.</summary>
    public required int Attempt { get; init; }

    /// <summary>The process id of the attempt under way; null when there is none, or none is known yet.</summary>
    public int? Pid { get; init; }

    /// <summary>When the next attempt is due, UTC; null unless it waits for a retry.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>What it waits for, in words; null while its process runs.</summary>
    public string? WaitsFor { get; init; }
}
