namespace Dativo.Benchmarks.Cluster;

/// <summary>A line that the process of a node writes for the contestant that started it.</summary>
internal sealed record NodeLine
{
    /// <summary>It does its work from now on.</summary>
    public bool Ready { get; init; }

    /// <summary>How many runs it has seen end.</summary>
    public int? Ended { get; init; }

    /// <summary>A run that began.</summary>
    public StartLine? Start { get; init; }

    /// <summary>The key of a run that is over.</summary>
    public string? Over { get; init; }
}

/// <summary>A run that began.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Key">Which: the same when it is made again.</param>
/// <param name="Due">The instant it is for.</param>
/// <param name="At">When its code began.</param>
internal sealed record StartLine(string Tenant, string Key, DateTimeOffset Due, DateTimeOffset At);
