namespace Dativo.Cli.Cluster;

/// <summary>What the user asked of <c>dativo cluster local</c>, as written.</summary>
internal sealed record LocalClusterRequest
{
    public required int Nodes { get; init; }

    /// <summary>A connection string; null starts a private server. A secret.</summary>
    public required string? Database { get; init; }

    public required string? RunnerConfig { get; init; }

    public required string DataDirectory { get; init; }

    public required string Http { get; init; }

    public required string? LogFormat { get; init; }

    public required string? LogLevel { get; init; }

    public required IReadOnlyList<string> PathMaps { get; init; }

    public required int? Slots { get; init; }

    /// <summary>The compose file whose services are started; null for nodes that are all the same.</summary>
    public required string? Compose { get; init; }

    /// <summary>How many containers of a service there are, as <c>SERVICE=COUNT</c>.</summary>
    public required IReadOnlyList<string> Scales { get; init; }

    public required bool Restarts { get; init; }
}
