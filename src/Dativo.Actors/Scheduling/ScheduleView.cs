using System.Collections.Immutable;

namespace Dativo.Actors.Scheduling;

/// <summary>A schedule as the scheduler sees it now.</summary>
public sealed record ScheduleView
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The tenant of its job; null when the job file is broken.</summary>
    public string? TenantId { get; init; }

    /// <summary>Its rule as written.</summary>
    public required string Rule { get; init; }

    /// <summary>Its IANA zone.</summary>
    public required string Timezone { get; init; }

    /// <summary>Whether it fires, and if not, why.</summary>
    public required ScheduleStatus State { get; init; }

    /// <summary>Who paused it, when, why and until when; null unless paused.</summary>
    public PauseInfo? Pause { get; init; }

    /// <summary>What is wrong with its job file; null when nothing is.</summary>
    public string? InvalidReason { get; init; }

    /// <summary>The next occurrence, UTC; null when it does not fire.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>The newest occurrence handed to the tenant since the scheduler started, UTC; null when none was.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>The job file.</summary>
    public required string ConfigFile { get; init; }

    /// <summary>Free text of the definition.</summary>
    public string? Description { get; init; }

    /// <summary>How many of its runs may be active at once.</summary>
    public required int MaxConcurrentRuns { get; init; }

    /// <summary>The effective tags.</summary>
    public required ImmutableSortedDictionary<string, string> Tags { get; init; }
}

/// <summary>Whether a schedule fires.</summary>
public enum ScheduleStatus
{
    /// <summary>It fires.</summary>
    Active = 1,

    /// <summary>An operator paused it.</summary>
    Paused = 2,

    /// <summary>Its definition says <c>enabled: false</c>.</summary>
    Disabled = 3,

    /// <summary>Its job file is broken.</summary>
    Invalid = 4,
}

/// <summary>An operator's pause.</summary>
/// <param name="By">Who paused it.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Reason">Why; null when nothing was said.</param>
/// <param name="Until">When it resumes by itself, UTC; null: when somebody resumes it.</param>
public sealed record PauseInfo(string By, DateTimeOffset At, string? Reason, DateTimeOffset? Until);
