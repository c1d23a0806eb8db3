using Dativo.EndToEnd.Cluster;
using Xunit.Abstractions;

namespace Dativo.Cluster.Tests;

/// <summary>Nodes that fail.</summary>
public sealed class NodeFaultTests(ITestOutputHelper output)
{
    [SkippableFact]
    public async Task Nodes_that_die_freeze_or_are_cut_off_lose_nothing_double_nothing_and_overlap_nowhere() =>
        await FaultRun.CheckAsync(static seed => FaultPlan.Nodes(seed, FaultScale.Short), output);
}
