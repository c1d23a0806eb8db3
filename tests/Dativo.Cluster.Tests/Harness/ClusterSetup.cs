using System.Collections.Immutable;

namespace Dativo.EndToEnd.Cluster;

/// <summary>What a cluster of the tests is made of.</summary>
/// <param name="Folder">Where its files are.</param>
/// <param name="RunnerFile">The <c>runner.yaml</c> of all nodes, in that folder.</param>
public sealed record ClusterSetup(TestFolder Folder, string RunnerFile)
{
    /// <summary>Whether nodes share PostgreSQL; otherwise there is one node, on SQLite.</summary>
    public bool HasDatabase { get; init; } = true;

    /// <summary><c>namespaces</c> or <c>proxies</c>; null: what this machine allows.</summary>
    public string? Network { get; init; } = Environment.GetEnvironmentVariable("DATIVO_TEST_NETWORK");

    /// <summary>Variables of every node.</summary>
    public ImmutableDictionary<string, string> Variables { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Told each line of each node's log, by the node's number.</summary>
    public Action<int, LogLine>? Watch { get; init; }
}
