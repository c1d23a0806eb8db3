using System.Collections.Immutable;

namespace Dativo.Actors.Configuration;

/// <summary>
/// What a schedule says besides its name, its rule and its job: one object for all schedules that say the same, and mostly that is nothing.
/// The properties are those of <see cref="ScheduleDefinition"/>.
/// </summary>
internal sealed record ScheduleSettings
{
    /// <summary>Those of a schedule that says nothing.</summary>
    public static readonly ScheduleSettings Default = new();

    public bool Enabled { get; init; } = true;

    public int MaxConcurrentRuns { get; init; } = 1;

    public ImmutableSortedDictionary<string, string> CustomTags { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public CatchupPolicy Catchup { get; init; } = CatchupPolicy.Latest;

    public TimeSpan? CatchupWindow { get; init; }

    public OverlapPolicy Overlap { get; init; } = OverlapPolicy.QueueOne;

    public TimeSpan? Timeout { get; init; }

    public TimeSpan Jitter { get; init; }

    public int Priority { get; init; }

    public string? Description { get; init; }

    public ImmutableArray<string>? Command { get; init; }
}
