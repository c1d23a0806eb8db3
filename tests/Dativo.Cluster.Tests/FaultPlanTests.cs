using Dativo.EndToEnd.Cluster;

namespace Dativo.Cluster.Tests;

/// <summary>Plans of faults are values.</summary>
public sealed class FaultPlanTests
{
    [Fact]
    public void The_same_seed_makes_the_same_plan()
    {
        Assert.Equal(Endless(7), Endless(7));
        Assert.NotEqual(Endless(7), Endless(8));
        Assert.Equal(FaultPlan.Nodes(7, FaultScale.Short).AsEnumerable(), FaultPlan.Nodes(7, FaultScale.Short).AsEnumerable());
    }

    [Fact]
    public void A_deck_has_every_kind_of_fault()
    {
        var kinds = Endless(1).Select(planned => planned.Fault.Kind).ToHashSet();

        Assert.Equal(typeof(Fault).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(Fault))).Select(type => type.Name).Order(), kinds.Order());
    }

    [Fact]
    public void Nothing_lasts_longer_than_the_scale_says()
    {
        foreach (var planned in FaultPlan.Endless(3, FaultScale.Short, 3).Take(500))
        {
            Assert.InRange(planned.After, TimeSpan.Zero, FaultScale.Short.Between);
            if (planned.Fault is Fault.Freeze freeze)
                Assert.InRange(freeze.Length, TimeSpan.FromSeconds(0.5), FaultScale.Short.Freeze);
            if (planned.Fault is Fault.CutOff cut)
                Assert.InRange(cut.Length, TimeSpan.FromSeconds(0.5), FaultScale.Short.Cut);
        }
    }

    [Fact]
    public void Nodes_are_added_until_there_are_enough() =>
        Assert.Equal(1, FaultPlan.Endless(3, FaultScale.Short, 3).Take(500).Count(planned => planned.Fault is Fault.AddNode));

    [Theory]
    [InlineData(2, 2)]
    [InlineData(1, 1)]
    [InlineData(null, 1)]
    public void The_schedulers_node_is_known_when_the_fault_comes(int? scheduler, int meant) =>
        Assert.Equal(meant, FaultTarget.Scheduler.Resolve([1, 2, 3], scheduler));

    [Fact]
    public void A_worker_is_never_the_schedulers_node_unless_it_is_alone()
    {
        Assert.Equal([1, 3, 1], new[] { 0, 1, 2 }.Select(place => FaultTarget.Worker(place).Resolve([1, 2, 3], 2)));
        Assert.Equal(2, FaultTarget.Worker(1).Resolve([2], 2));
        Assert.Equal(3, FaultTarget.Node(3).Resolve([1, 2, 3], 2));
    }

    private static IEnumerable<PlannedFault> Endless(int seed) => FaultPlan.Endless(seed, FaultScale.Long, 3).Take(20);
}
