using Dativo.Actors.Scheduling;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Tests.Scheduling;

public sealed class ScheduleEntryTests
{
    private static readonly DateTimeOffset Ten = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(59.9, false)]
    [InlineData(60, true)]
    [InlineData(62, true)]
    [InlineData(62.1, false)]
    [InlineData(120, false)]
    public void A_single_occurrence_that_is_on_time_needs_no_plan(double until, bool isAlone)
    {
        var entry = new ScheduleEntry(Definitions.Schedule(), Ten) { WasRunning = true };

        Assert.Equal(isAlone, entry.IsAloneAndOnTime(Ten.AddSeconds(until)));

        if (isAlone)
            Assert.Equal(new DueOccurrence(Ten.AddMinutes(1), DueKind.Due), Assert.Single(CatchupPlan.Of(entry.Definition, Ten, Ten.AddSeconds(until), wasRunning: true, paused: false)));
    }

    [Fact]
    public void Two_that_are_due_together_need_one()
    {
        var entry = new ScheduleEntry(Definitions.Schedule(cron: "* * * * * *"), Ten) { WasRunning = true };

        Assert.True(entry.IsAloneAndOnTime(Ten.AddSeconds(1.5)));
        Assert.False(entry.IsAloneAndOnTime(Ten.AddSeconds(2)));
    }

    [Fact]
    public void One_that_nobody_was_there_for_needs_one()
    {
        var entry = new ScheduleEntry(Definitions.Schedule(), Ten);

        Assert.False(entry.IsAloneAndOnTime(Ten.AddMinutes(1)));
    }

    [Fact]
    public void The_occurrence_after_an_advance_is_the_same_whether_it_was_looked_at_before_or_not()
    {
        var looked = new ScheduleEntry(Definitions.Schedule(), Ten) { WasRunning = true };
        Assert.True(looked.IsAloneAndOnTime(Ten.AddMinutes(1)));
        var other = new ScheduleEntry(Definitions.Schedule(), Ten);

        looked.Advance(Ten.AddMinutes(1));
        other.Advance(Ten.AddMinutes(1));

        Assert.Equal((Ten.AddMinutes(1), Ten.AddMinutes(2)), (looked.Cursor, looked.Next!.Value));
        Assert.Equal((other.Cursor, other.Next), (looked.Cursor, looked.Next));
        looked.Advance(Ten.AddMinutes(5));
        Assert.Equal(Ten.AddMinutes(6), looked.Next);
    }
}
