using Akka.Actor;
using Dativo.Actors.Hosting;

namespace Dativo.Actors.Tests.Hosting;

/// <summary>What a node's process ends with.</summary>
public sealed class NodeExitCodesTests
{
    [Fact]
    public async Task A_node_that_the_cluster_has_removed_says_so_whatever_others_made_of_the_exit_code()
    {
        using var system = ActorSystem.Create("removed");
        await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClusterDowningReason.Instance);

        Assert.Equal(NodeExitCodes.Removed, NodeExitCodes.Of(system));
    }

    [Fact]
    public async Task A_node_that_was_told_to_stop_ends_well()
    {
        using var system = ActorSystem.Create("told");
        await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance);

        Assert.Equal(Environment.ExitCode, NodeExitCodes.Of(system));
    }
}
