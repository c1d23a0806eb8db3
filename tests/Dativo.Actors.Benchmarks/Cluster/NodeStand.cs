namespace Dativo.Benchmarks.Cluster;

/// <summary>What a node is given: where it stores, and a way to say what it sees.</summary>
/// <param name="Directory">A directory of its own.</param>
/// <param name="ConnectionString">The database that all nodes share.</param>
/// <param name="Definition">The path of the runner.yaml; empty for nodes that have none.</param>
/// <param name="Tuned">Whether the node is set up for a quick failover, as far as its defaults are not.</param>
/// <param name="Say">Says it.</param>
internal sealed record NodeStand(string Directory, string ConnectionString, string Definition, bool Tuned, Action<NodeLine> Say);

/// <summary>A node at work; disposing it stops it in order.</summary>
internal interface INode : IAsyncDisposable
{
    /// <summary>Asks for that many runs, spread over the tenants of <see cref="Scenarios.RunNow"/>.</summary>
    Task AskForRunsAsync(int runs);
}
