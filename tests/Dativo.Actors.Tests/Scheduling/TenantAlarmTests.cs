using Dativo.Actors.Scheduling;

namespace Dativo.Actors.Tests.Scheduling;

public sealed class TenantAlarmTests
{
    private static readonly DateTimeOffset Ten = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private readonly TenantAlarm _alarm = new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(90));

    [Fact]
    public void A_tenant_is_woken_shortly_before_something_of_its_is_due()
    {
        _alarm.Watch("acme", At(600), At(0));

        Assert.Equal(At(597), _alarm.NextAt);
        Assert.Empty(_alarm.Ring(At(596.9)));
        Assert.Equal(["acme"], _alarm.Ring(At(597)));
        Assert.Null(_alarm.NextAt);
        Assert.Empty(_alarm.Ring(At(600)));
    }

    [Fact]
    public void A_tenant_that_has_no_time_to_fall_asleep_is_not_watched()
    {
        _alarm.Sent("acme", At(0));
        _alarm.Watch("acme", At(90), At(0));
        _alarm.Watch("acme", null, At(0));

        Assert.Null(_alarm.NextAt);
    }

    [Fact]
    public void A_tenant_that_got_nothing_yet_is_asleep_however_soon_something_is_due()
    {
        _alarm.Watch("acme", At(2), At(0));

        Assert.Equal(["acme"], _alarm.Ring(At(0)));
    }

    [Fact]
    public void A_tenant_that_got_something_lately_is_awake()
    {
        _alarm.Watch("acme", At(600), At(0));
        _alarm.Sent("acme", At(508));

        Assert.Empty(_alarm.Ring(At(597)));
    }

    [Fact]
    public void A_tenant_that_got_something_long_ago_is_woken()
    {
        _alarm.Watch("acme", At(600), At(0));
        _alarm.Sent("acme", At(507));

        Assert.Equal(["acme"], _alarm.Ring(At(597)));
    }

    [Fact]
    public void A_tenant_with_several_schedules_is_woken_once_for_all_that_are_due_together()
    {
        _alarm.Watch("acme", At(600), At(0));
        _alarm.Watch("acme", At(610), At(0));
        _alarm.Watch("globex", At(600), At(0));

        Assert.Equal(["acme", "globex"], _alarm.Ring(At(597)).Order());
        Assert.Empty(_alarm.Ring(At(607)));
    }

    [Fact]
    public void A_later_occurrence_wakes_it_again()
    {
        _alarm.Watch("acme", At(600), At(0));
        _alarm.Watch("acme", At(1200), At(0));

        Assert.Equal(["acme"], _alarm.Ring(At(597)));
        Assert.Equal(["acme"], _alarm.Ring(At(1197)));
    }

    [Fact]
    public void Many_that_are_due_together_are_woken_one_after_another_and_all_in_time()
    {
        WatchMany(2_001, 600);

        Assert.Equal(At(595), _alarm.NextAt);
        Assert.Empty(_alarm.Ring(At(594.9)));
        Assert.InRange(_alarm.Ring(At(596)).Count(), 1_000, 1_002);
        Assert.Equal(At(596).AddMilliseconds(20), _alarm.NextAt);
        Assert.InRange(_alarm.Ring(At(597)).Count(), 999, 1_001);
        Assert.Null(_alarm.NextAt);
    }

    [Fact]
    public void Who_is_due_earlier_is_woken_earlier_also_when_many_follow()
    {
        _alarm.Watch("last", At(602), At(0));
        WatchMany(3_000, 601);
        _alarm.Watch("first", At(600), At(0));

        var woken = new List<string>();
        for (var second = 590.0; _alarm.NextAt is not null; second += 0.02)
        {
            woken.AddRange(_alarm.Ring(At(second)));
            Assert.True(second < 597.1 || woken.Contains("first"));
            Assert.True(second < 598.1 || woken.Count >= 3_001);
        }

        Assert.Equal(("first", "last", 3_002), (woken[0], woken[^1], woken.Count));
    }

    [Fact]
    public void More_than_can_be_woken_without_sleeping_again_are_woken_at_the_usual_time()
    {
        WatchMany(100_000, 600);

        Assert.Equal(At(537), _alarm.NextAt);
        Assert.Empty(_alarm.Ring(At(536.9)));
        var early = _alarm.Ring(At(596)).Count();
        Assert.InRange(early, 1, 99_999);
        Assert.Equal(100_000 - early, _alarm.Ring(At(597)).Count());
    }

    private void WatchMany(int tenants, double due)
    {
        for (var i = 0; i < tenants; i++)
            _alarm.Watch($"tenant_{i}", At(due), At(0));
    }

    private static DateTimeOffset At(double second) => Ten.AddSeconds(second);
}
