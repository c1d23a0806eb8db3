namespace Dativo.Web.Contract;

/// <summary>A run that has not ended, as its tenant sees it.</summary>
public sealed record OpenRunRow
{
    /// <summary>The run.</summary>
    public required Guid Id { get; init; }

    /// <summary>The schedule's name.</summary>
    public required string Schedule { get; init; }

    /// <summary>What made it.</summary>
    public required string Trigger { get; init; }

    /// <summary><c>queued</c>, <c>running</c> or <c>waiting_retry</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The instant it is for.</summary>
    public required DateTimeOffset ScheduledFor { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>The number of its newest attempt; 0 before the first.</summary>
    public required int Attempt { get; init; }

    /// <summary>The process id of the attempt under way; null when there is none, or none is known yet.</summary>
    public int? Pid { get; init; }

    /// <summary>When the next attempt is due; null unless it waits for a retry.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>What it waits for, in words; null while its process runs.</summary>
    public string? WaitsFor { get; init; }
}
