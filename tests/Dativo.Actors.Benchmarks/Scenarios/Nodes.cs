using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Product;

namespace Dativo.Benchmarks.Scenarios;

/// <summary>The work of <see cref="RunNow"/> on one node and on three, on the same cores.</summary>
internal static class Nodes
{
    private const string Three = "dativo, 3 nodes";

    public static Scenario Scenario { get; } = new()
    {
        Name = "nodes",
        Title = "The runs of run-now on one node and on three nodes of the same machine: what it costs that tenants, scheduler and history talk over the network.",
        Metrics =
        [
            new("runs_per_second", "runs/s", Better.Higher),
            new("cpu_ms_per_run", "CPU ms/run", Better.Lower),
            new("database_cpu_ms_per_run", "of it the database's", Better.Lower),
            new("busiest_node_percent", "most runs of a node, %", Better.Lower),
        ],
        Contestants =
        [
            new(Contestants.Product, [Database.Postgres], arena => ProductClusterNode.RunNowAsync(arena, nodes: 1)),
            new(Three, [Database.Postgres], arena => ProductClusterNode.RunNowAsync(arena, nodes: 3)),
        ],
        Aims = [new("runs_per_second", 0.7) { Contestant = Three, Of = Contestants.Product }],
    };
}
