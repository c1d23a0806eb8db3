namespace Dativo.Web.Contract;

/// <summary>A schedule as the scheduler sees it now.</summary>
public sealed record ScheduleRow
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The tenant of its job; null when the job file is broken.</summary>
    public string? TenantId { get; init; }

    /// <summary>Its rule as written.</summary>
    public required string Rule { get; init; }

    /// <summary>Its IANA zone.</summary>
    public required string Timezone { get; init; }

    /// <summary><c>active</c>, <c>paused</c>, <c>disabled</c> or <c>invalid</c>.</summary>
    public required string State { get; init; }

    /// <summary>The operator's pause; null unless paused.</summary>
    public PauseRow? Pause { get; init; }

    /// <summary>What is wrong with its job file; null when nothing is.</summary>
    public string? InvalidReason { get; init; }

    /// <summary>The next occurrence; null when it does not fire.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>The newest occurrence handed to the tenant since the scheduler started; null when none was.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>The job file.</summary>
    public required string Config { get; init; }

    /// <summary>Free text of the definition.</summary>
    public string? Description { get; init; }

    /// <summary>How many of its runs may be active at once.</summary>
    public required int MaxConcurrentRuns { get; init; }

    /// <summary>The effective tags.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }
}
