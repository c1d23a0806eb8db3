using Dativo.Cli.Cluster;

namespace Dativo.Cli.Tests.Cluster;

/// <summary>What follows from the end of a node.</summary>
public sealed class NodeEndTests
{
    [Theory]
    [InlineData(137, 1, true, 0, "was killed (signal 9); it is started again")]
    [InlineData(139, 1, true, 0, "was ended by signal 11; it is started again")]
    [InlineData(1, 1, true, 0, "died (exit code 1); it is started again")]
    [InlineData(1, 2, true, 1, "died (exit code 1); it is started again in 1 s")]
    [InlineData(1, 5, true, 8, "died (exit code 1); it is started again in 8 s")]
    [InlineData(1, 50, true, 30, "died (exit code 1); it is started again in 30 s")]
    [InlineData(4, 3, true, 0, "was removed from the cluster (exit code 4); it is started again")]
    [InlineData(0, 1, false, 0, "ended by itself (exit code 0) and is not started again")]
    public void A_node_that_failed_is_started_again_more_slowly_each_time(int exitCode, int shortLives, bool starts, int seconds, string message) =>
        Assert.Equal(new NodeEnd(starts, TimeSpan.FromSeconds(seconds), false, message), NodeEnd.Of(exitCode, RestartPolicy.OnFailure, shortLives));

    [Theory]
    [InlineData(0, nameof(RestartPolicy.Always), true)]
    [InlineData(1, nameof(RestartPolicy.Always), true)]
    [InlineData(4, nameof(RestartPolicy.Never), false)]
    [InlineData(137, nameof(RestartPolicy.Never), false)]
    public void The_policy_decides(int exitCode, string policy, bool starts) => Assert.Equal(starts, NodeEnd.Of(exitCode, Enum.Parse<RestartPolicy>(policy), 1).Starts);

    [Fact]
    public void A_wrong_configuration_ends_the_cluster_whatever_the_policy() => Assert.All(Enum.GetValues<RestartPolicy>(), policy =>
    {
        var end = NodeEnd.Of(2, policy, 1);
        Assert.True(end.EndsCluster);
        Assert.False(end.Starts);
    });
}
