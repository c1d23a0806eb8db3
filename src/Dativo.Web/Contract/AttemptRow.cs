namespace Dativo.Web.Contract;

/// <summary>One attempt of a run.</summary>
public sealed record AttemptRow
{
    /// <summary>Its number, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The node that ran it.</summary>
    public required string Node { get; init; }

    /// <summary>The process id; null when none is known.</summary>
    public int? Pid { get; init; }

    /// <summary>Its fencing token, larger than that of every earlier attempt of the tenant.</summary>
    public required long FencingToken { get; init; }

    /// <summary>The exit code; null when there is none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The end of its stderr, or why it could not start; null when there is none.</summary>
    public string? Error { get; init; }

    /// <summary>A short code of why it ended as it did; null for success.</summary>
    public string? Reason { get; init; }

    /// <summary><c>exited</c>, <c>start_failed</c>, <c>cancelled</c>, <c>timed_out</c> or <c>interrupted</c>; null while under way.</summary>
    public string? Outcome { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while under way.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How long it took, in seconds; null while under way.</summary>
    public double? DurationSeconds { get; init; }
}
