using Akka.Cluster;
using Dativo.Actors.Hosting;

namespace Dativo.Actors.Tests.Hosting;

public sealed class MembershipHealthTests
{
    [Theory]
    [InlineData(null, false, "this node is not a member yet; it looks for the cluster")]
    [InlineData(MemberStatus.Removed, false, "this node is not a member yet; it looks for the cluster")]
    [InlineData(MemberStatus.Joining, false, "this node is joining the cluster")]
    [InlineData(MemberStatus.WeaklyUp, false, "this node is joining the cluster")]
    [InlineData(MemberStatus.Up, false, null)]
    [InlineData(MemberStatus.Leaving, false, "this node leaves the cluster")]
    [InlineData(MemberStatus.Exiting, false, "this node leaves the cluster")]
    [InlineData(MemberStatus.Down, false, "this node was taken out of the cluster; it must be started again")]
    [InlineData(MemberStatus.Removed, true, "this node is no member any more; it must be started again")]
    [InlineData(MemberStatus.Up, true, "this node is no member any more; it must be started again")]
    public void Only_a_member_that_is_up_is_ready(MemberStatus? self, bool terminated, string? problem)
    {
        Assert.Equal(new HealthFinding("membership", problem), MembershipHealth.Of(self, terminated, []));
    }

    [Fact]
    public void A_member_that_is_not_reached_is_a_warning_and_no_problem()
    {
        Assert.Equal(
            new HealthFinding("membership", null, "not reached: a:4053, b:4053"),
            MembershipHealth.Of(MemberStatus.Up, terminated: false, ["a:4053", "b:4053"]));
    }
}
