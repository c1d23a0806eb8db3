using Dativo.Benchmarks.Peers;
using Dativo.Benchmarks.Product;

namespace Dativo.Benchmarks.Cluster;

/// <summary>The nodes that can be started as processes, by name.</summary>
internal static class NodeKinds
{
    /// <summary>Starts a node of that kind.</summary>
    public static Func<NodeStand, Task<INode>> Get(string name) => name switch
    {
        ProductClusterNode.ThatWaits => ProductClusterNode.StartThatWaitsAsync,
        ProductClusterNode.ThatDoesNothing => ProductClusterNode.StartThatDoesNothingAsync,
        QuartzNode.Kind => QuartzNode.StartAsync,
        QuartzManySchedules.Kind => QuartzManySchedules.StartAsync,
        HangfireNode.Kind => HangfireNode.StartAsync,
        _ => throw new ArgumentException($"'{name}' is no kind of node.", nameof(name)),
    };
}
