using System.Collections.Immutable;
using CsCheck;
using Dativo.Actors.Membership;

namespace Dativo.Actors.Tests.Membership;

public sealed class MembershipDecisionTests
{
    private const long Now = 1_000_000;
    private static readonly LeaseTerms Terms = new() { Duration = TimeSpan.FromSeconds(2), PartitionPatience = TimeSpan.FromSeconds(5) };
    private static readonly IReadOnlyDictionary<string, long> NoPromises = new Dictionary<string, long>();

    [Fact]
    public void Nothing_is_done_while_all_live() => Assert.Equal<string>([], Decide([Up("a"), Up("b")], [Active("a"), Active("b")]).Fence);

    [Fact]
    public void The_lease_of_a_silent_node_is_taken_once_it_has_expired()
    {
        var members = new[] { Up("a"), Up("b", unseenFor: 1500) };

        Assert.Empty(Decide(members, [Active("a"), Active("b", 0.001)]).Fence);
        Assert.Equal<string>(["b"], Decide(members, [Active("a"), Active("b", -0.001)]).Fence);
        Assert.Equal<string>(["b"], Decide(members, [Active("a"), new NodeLease("b", LeaseState.Evicted, TimeSpan.FromSeconds(-0.1))]).Fence);
    }

    [Fact]
    public void A_node_that_is_heard_from_is_given_half_a_lease_more()
    {
        Assert.Empty(Decide([Up("a"), Up("b")], [Active("a"), Active("b", -0.9)]).Fence);
        Assert.Equal<string>(["b"], Decide([Up("a"), Up("b")], [Active("a"), Active("b", -1.1)]).Fence);
    }

    [Fact]
    public void No_lease_is_taken_for_the_time_of_one_after_the_promise_not_to()
    {
        var members = new[] { Up("a"), Up("b", unseenFor: 3000) };
        NodeLease[] leases = [Active("a"), Active("b", -3)];

        Assert.Empty(Decide(members, leases, new Dictionary<string, long> { ["b"] = Now - 2000 }).Fence);
        Assert.Equal<string>(["b"], Decide(members, leases, new Dictionary<string, long> { ["b"] = Now - 2001 }).Fence);
    }

    [Fact]
    public void Only_a_full_member_decides()
    {
        var members = new[] { Up("a") with { Standing = MemberStanding.Entering }, Up("b", unseenFor: 9000) };

        Assert.Equal(MembershipDecision.Nothing, Decide(members, [Active("a"), Active("b", -9)]));
    }

    [Fact]
    public void A_node_is_removed_only_when_its_lease_is_over()
    {
        Assert.Empty(Decide([Up("a"), Up("b", unseenFor: 60_000)], [Active("a"), Active("b", -60)]).Down);
        Assert.Equal<string>(["b"], Decide([Up("a"), Up("b")], [Active("a"), Over("b", LeaseState.Fenced)]).Down);
        Assert.Equal<string>(["b"], Decide([Up("a"), Up("b", unseenFor: 10)], [Active("a"), Over("b", LeaseState.Released)]).Down);
    }

    [Fact]
    public void A_node_that_leaves_by_itself_is_not_removed_by_force() =>
        Assert.Empty(Decide([Up("a"), Up("b") with { Standing = MemberStanding.Leaving }], [Active("a"), Over("b", LeaseState.Released)]).Down);

    [Fact]
    public void A_node_without_a_lease_is_left_alone()
    {
        var decision = Decide([Up("a"), Up("b", unseenFor: 60_000)], [Active("a")]);

        Assert.Equal(0, decision.Fence.Length + decision.Evict.Length + decision.Down.Length);
    }

    [Theory]
    [InlineData(4999, false)]
    [InlineData(5000, true)]
    public void The_larger_side_of_a_partition_tells_the_other_to_leave(int unseenFor, bool evicts)
    {
        var decision = Decide([Up("b"), Up("c"), Up("a", unseenFor)], [Active("a"), Active("b"), Active("c")], self: "b");

        Assert.Equal<string>(evicts ? ["a"] : [], decision.Evict);
        Assert.Empty(decision.Fence);
        Assert.Empty(decision.Down);
    }

    [Theory]
    [InlineData(6999, false)]
    [InlineData(7000, true)]
    public void The_smaller_side_waits_for_a_lease_longer(int unseenFor, bool evicts)
    {
        var decision = Decide([Up("a"), Up("b", unseenFor), Up("c", unseenFor)], [Active("a"), Active("b"), Active("c")]);

        Assert.Equal<string>(evicts ? ["b", "c"] : [], decision.Evict);
    }

    [Fact]
    public void Of_two_equal_sides_the_one_with_the_scheduler_comes_first()
    {
        NodeLease[] leases = [Active("a"), Active("b")];

        Assert.Equal<string>(["a"], Decide([Up("a", 5000), Up("b") with { HasScheduler = true }], leases, self: "b").Evict);
        Assert.Empty(Decide([Up("a"), Up("b", 5000) with { HasScheduler = true }], leases).Evict);
        Assert.Equal<string>(["b"], Decide([Up("a"), Up("b", 5000)], leases).Evict);
        Assert.Empty(Decide([Up("a", 5000), Up("b")], leases, self: "b").Evict);
    }

    [Fact]
    public void Two_sides_of_a_clean_partition_never_have_their_turn_at_the_same_time() =>
        Gen.Select(Gen.Bool.Array[2, 9], Gen.Int[0, 8], Gen.Long[0, 12_000]).Sample((sides, scheduler, unseenFor) =>
        {
            var names = sides.Select((_, i) => $"n{i}").ToArray();
            var leases = names.Select(name => Active(name)).ToArray();
            var evictions = names.Select((self, i) => Decide(
                [.. names.Select((name, j) => Up(name, sides[i] == sides[j] ? null : (int)unseenFor) with { HasScheduler = j == scheduler % names.Length })],
                leases,
                self: self).Evict).ToArray();

            // Before the patience of the second side is over only one side may evict, and never one of its own.
            for (var i = 0; i < names.Length; i++)
                Assert.DoesNotContain(evictions[i], evicted => sides[Array.IndexOf(names, evicted)] == sides[i]);
            if (unseenFor < 7000)
                Assert.True(sides.Where((_, i) => !evictions[i].IsEmpty).Distinct().Count() <= 1);
            if (unseenFor is >= 5000 and < 7000 && sides.Distinct().Count() == 2)
                Assert.Contains(evictions, eviction => !eviction.IsEmpty);
        });

    private static MemberView Up(string node, int? unseenFor = null) => new(node, MemberStanding.Up, Now - unseenFor, HasScheduler: false);

    private static NodeLease Active(string node, double remaining = 1.9) => new(node, LeaseState.Active, TimeSpan.FromSeconds(remaining));

    private static NodeLease Over(string node, LeaseState state) => new(node, state, TimeSpan.FromSeconds(-1));

    private static MembershipDecision Decide(MemberView[] members, NodeLease[] leases, IReadOnlyDictionary<string, long>? promises = null, string self = "a") =>
        MembershipDecision.Of(
            new ClusterView(self, [.. members]),
            new LeaseSnapshot(Now, leases.ToImmutableDictionary(lease => lease.Node)),
            promises ?? NoPromises,
            Terms,
            Now);
}
