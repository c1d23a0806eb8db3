namespace Dativo.Benchmarks.Harness;

/// <summary>A line that the process of a contestant writes for the program that started it.</summary>
internal sealed record ContestantMessage
{
    /// <summary>How far the work is.</summary>
    public string? Progress { get; init; }

    /// <summary>What was measured: the last line.</summary>
    public SortedDictionary<string, double>? Values { get; init; }

    /// <summary>Why nothing was: the last line.</summary>
    public string? Error { get; init; }
}
