using System.Collections.Immutable;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Jobs;

/// <summary>What a worker knows of an attempt that is over.</summary>
public sealed record AttemptOutcome
{
    /// <summary>How it ended.</summary>
    public required AttemptOutcomeKind Kind { get; init; }

    /// <summary>The exit code, 0 to 255; 128 + n for a process ended by signal n (the shells' convention); null when there is none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The end of the job's stderr, or why it could not start; null when there is none. At most 8 KiB.</summary>
    public string? Error { get; init; }

    /// <summary>The process id; null when no process was started.</summary>
    public int? Pid { get; init; }

    /// <summary>When the process started; null when none was.</summary>
    public DateTimeOffset? ProcessStartedAt { get; init; }

    /// <summary>When the process ended; null when that is unknown.</summary>
    public DateTimeOffset? ProcessEndedAt { get; init; }

    /// <summary>The numbers of the job's <c>metrics_*</c> lines by their names; a later line wins.</summary>
    public ImmutableSortedDictionary<string, double> Metrics { get; init; } = ImmutableSortedDictionary<string, double>.Empty;
}
