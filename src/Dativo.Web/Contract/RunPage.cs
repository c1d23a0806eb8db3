namespace Dativo.Web.Contract;

/// <summary>The answer to <c>GET /api/v1/runs/{id}</c>: one run whole.</summary>
public sealed record RunPage : RunRow
{
    /// <summary>Who asked for it; null for occurrences.</summary>
    public string? RequestedBy { get; init; }

    /// <summary>The job file; null when the history does not know it.</summary>
    public string? Config { get; init; }

    /// <summary>
    /// Whether <see cref="Pid"/>, <see cref="WaitsFor"/> and the status come from the tenant itself; false when the run has ended,
    /// or the tenant did not answer and the history's last word is shown.
    /// </summary>
    public bool Live { get; init; }

    /// <summary>The process id of the attempt under way; null when there is none, or none is known yet.</summary>
    public int? Pid { get; init; }

    /// <summary>What it waits for, in words; null while its process runs and when it has ended.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>The attempts, by number.</summary>
    public required IReadOnlyList<AttemptRow> AttemptList { get; init; }

    /// <summary>The metrics of its newest attempt that reported any.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>The effective tags when it was accepted.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }
}
