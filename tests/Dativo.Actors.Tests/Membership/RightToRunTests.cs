using Dativo.Actors.Membership;

namespace Dativo.Actors.Tests.Membership;

public sealed class RightToRunTests
{
    private static RightToRun New(bool alone = false) => new() { Duration = 2000, AloneByConfiguration = alone };

    [Fact]
    public void Before_the_first_renewal_nothing_may_run() => Assert.Equal(long.MinValue, New(alone: true).Until([]));

    [Fact]
    public void A_renewal_counts_from_when_it_was_asked_for()
    {
        var right = New();
        right.Renewed(1000);
        right.Renewed(900);

        Assert.Equal(3000, right.Until(["b"]));
        Assert.Equal(3000, right.Until([]));
    }

    [Fact]
    public void A_node_that_is_alone_by_configuration_goes_on_without_the_database()
    {
        var right = New(alone: true);
        right.Renewed(1000);

        Assert.Equal(RightToRun.Forever, right.Until([]));
        Assert.Equal(3000, right.Until(["b"]));
    }

    [Fact]
    public void Without_the_database_every_other_member_must_have_said_that_it_does_not_reach_it_either()
    {
        var right = New();
        right.Renewed(1000);
        right.Confirmed("b", 5000);
        Assert.Equal(3000, right.Until(["b", "c"]));

        right.Confirmed("c", 4000);
        Assert.Equal(6000, right.Until(["b", "c"]));

        right.Confirmed("c", 5500);
        Assert.Equal(7000, right.Until(["b", "c"]));
    }

    [Fact]
    public void What_a_former_member_said_does_not_count_when_it_is_one_again()
    {
        var right = New();
        right.Renewed(1000);
        right.Confirmed("b", 5000);
        right.Keep([]);

        Assert.Equal(3000, right.Until(["b"]));
    }
}
