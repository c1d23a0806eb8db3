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

    private static DateTimeOffset At(double second) => Ten.AddSeconds(second);
}
