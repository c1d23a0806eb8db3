using System.Collections.Immutable;
using Dativo.Actors.Configuration;
using Dativo.Actors.Scheduling;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Tests.Scheduling;

public sealed class CatchupPlanTests
{
    private static readonly DateTimeOffset Ten = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private static readonly ScheduleDefinition Hourly = Definitions.Schedule(cron: "0 * * * *");

    private static readonly ScheduleDefinition Daily = Definitions.Schedule(cron: "0 11 * * *");

    private static readonly ScheduleDefinition EveryTenSeconds = Definitions.Schedule(cron: "*/10 * * * * *");

    [Fact]
    public void A_span_without_occurrences_gives_nothing()
    {
        Assert.Empty(Plan(Hourly, Ten, Ten.AddMinutes(59)));
        Assert.Empty(Plan(Hourly, Ten, Ten));
    }

    [Fact]
    public void The_beginning_of_the_span_is_out_and_its_end_is_in() =>
        Assert.Equal([Ten.AddHours(1)], Plan(Hourly, Ten, Ten.AddHours(1)).Select(o => o.ScheduledFor));

    [Theory]
    [InlineData(CatchupPolicy.Latest, new[] { DueKind.Missed, DueKind.Missed, DueKind.CatchUp })]
    [InlineData(CatchupPolicy.None, new[] { DueKind.Missed, DueKind.Missed, DueKind.Missed })]
    [InlineData(CatchupPolicy.All, new[] { DueKind.CatchUp, DueKind.CatchUp, DueKind.CatchUp })]
    internal void Missed_occurrences_run_as_the_policy_says(CatchupPolicy policy, DueKind[] expected)
    {
        var plan = Plan(Hourly with { Catchup = policy }, Ten, Ten.AddHours(3.5));

        Assert.Equal(expected, plan.Select(o => o.Kind));
        Assert.All(plan, o => Assert.Equal(o.Kind == DueKind.Missed, o.Detail is not null));
    }

    [Theory]
    [InlineData(CatchupPolicy.Latest, new[] { DueKind.Disabled, DueKind.Disabled, DueKind.CatchUp })]
    [InlineData(CatchupPolicy.None, new[] { DueKind.Disabled, DueKind.Disabled, DueKind.Disabled })]
    [InlineData(CatchupPolicy.All, new[] { DueKind.CatchUp, DueKind.CatchUp, DueKind.CatchUp })]
    internal void Occurrences_in_a_pause_run_as_the_policy_says_and_are_never_on_time(CatchupPolicy policy, DueKind[] expected)
    {
        var plan = Plan(Hourly with { Catchup = policy }, Ten, Ten.AddHours(3), wasRunning: true, paused: true);

        Assert.Equal(expected, plan.Select(o => o.Kind));
        Assert.All(plan.Where(o => o.Kind == DueKind.Disabled), o => Assert.Contains("paused", o.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public void Under_latest_what_does_not_run_names_what_runs_in_its_place()
    {
        var plan = Plan(Hourly, Ten, Ten.AddHours(2.5));

        Assert.Contains("2026-03-02T12:00:00Z", plan[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Under_latest_an_occurrence_that_is_on_time_takes_the_place_of_missed_ones()
    {
        var plan = Plan(Hourly, Ten, Ten.AddHours(3));

        Assert.Equal([DueKind.Missed, DueKind.Missed, DueKind.Due], plan.Select(o => o.Kind));
    }

    [Fact]
    public void Under_none_an_occurrence_that_is_on_time_runs() =>
        Assert.Equal([DueKind.Missed, DueKind.Due], Plan(Hourly with { Catchup = CatchupPolicy.None }, Ten, Ten.AddHours(2)).Select(o => o.Kind));

    [Fact]
    public void Older_than_the_window_nothing_runs()
    {
        var hourly = Hourly with { Catchup = CatchupPolicy.All, CatchupWindow = TimeSpan.FromMinutes(90) };

        var plan = Plan(hourly, Ten, Ten.AddHours(3.5));

        Assert.Equal([DueKind.Missed, DueKind.CatchUp, DueKind.CatchUp], plan.Select(o => o.Kind));
        Assert.Contains("catchup_window_seconds (5400)", plan[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Under_latest_the_newest_does_not_run_when_it_is_older_than_the_window()
    {
        var plan = Plan(Hourly with { CatchupWindow = TimeSpan.FromMinutes(20) }, Ten, Ten.AddHours(2.5));

        Assert.Equal([DueKind.Missed, DueKind.Missed], plan.Select(o => o.Kind));
        Assert.All(plan, o => Assert.Contains("catchup_window_seconds", o.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public void An_occurrence_at_the_edge_of_the_window_runs() =>
        Assert.Equal(DueKind.CatchUp, Assert.Single(Plan(Hourly with { CatchupWindow = TimeSpan.FromMinutes(30) }, Ten, Ten.AddHours(1.5))).Kind);

    [Theory]
    [InlineData(60, DueKind.Due)]
    [InlineData(60.001, DueKind.CatchUp)]
    internal void After_a_restart_a_daily_occurrence_is_on_time_for_a_minute(double late, DueKind expected) =>
        Assert.Equal(expected, Late(Daily, late, wasRunning: false));

    [Theory]
    [InlineData(1, false, DueKind.Due)]
    [InlineData(1.001, false, DueKind.CatchUp)]
    [InlineData(2, true, DueKind.Due)]
    [InlineData(2.001, true, DueKind.CatchUp)]
    internal void A_frequent_occurrence_is_on_time_for_a_tenth_of_its_period_and_two_seconds_with_a_scheduler_that_ran(double late, bool wasRunning, DueKind expected) =>
        Assert.Equal(expected, Late(EveryTenSeconds, late, wasRunning));

    [Fact]
    public void A_span_with_a_thousand_occurrences_lists_each()
    {
        var plan = Plan(EveryTenSeconds with { Catchup = CatchupPolicy.None }, Ten, Ten.AddSeconds(10_005));

        Assert.Equal(1000, plan.Length);
        Assert.All(plan, o => Assert.DoesNotContain("stands for", o.Detail!, StringComparison.Ordinal));
    }

    [Fact]
    public void One_row_more_stands_for_the_one_occurrence_beyond_a_thousand()
    {
        var plan = Plan(EveryTenSeconds with { Catchup = CatchupPolicy.None }, Ten, Ten.AddSeconds(10_015));

        Assert.Equal(1001, plan.Length);
        Assert.Equal((Ten.AddSeconds(10), DueKind.Missed), (plan[0].ScheduledFor, plan[0].Kind));
        Assert.DoesNotContain("stands for", plan[0].Detail!, StringComparison.Ordinal);
        Assert.Equal(Ten.AddSeconds(20), plan[1].ScheduledFor);
    }

    [Fact]
    public void Beyond_a_thousand_the_oldest_row_says_how_many_it_stands_for()
    {
        var plan = Plan(EveryTenSeconds with { Catchup = CatchupPolicy.All }, Ten, Ten.AddSeconds(30_005));

        Assert.Equal(1001, plan.Length);
        Assert.Equal((Ten.AddSeconds(10), DueKind.Missed), (plan[0].ScheduledFor, plan[0].Kind));
        Assert.Contains("stands for 2,000 occurrences up to 2026-03-02T15:33:20Z", plan[0].Detail, StringComparison.Ordinal);
        Assert.Equal(Ten.AddSeconds(20_010), plan[1].ScheduledFor);
        Assert.All(plan.Skip(1), o => Assert.Equal(DueKind.CatchUp, o.Kind));
        Assert.Equal(plan.Select(o => o.ScheduledFor).Order(), plan.Select(o => o.ScheduledFor));
    }

    private static DueKind Late(ScheduleDefinition schedule, double seconds, bool wasRunning)
    {
        var occurrence = schedule.Rule.NextAfter(Ten)!.Value;
        return Assert.Single(CatchupPlan.Of(schedule, Ten, occurrence.AddSeconds(seconds), wasRunning, paused: false)).Kind;
    }

    private static ImmutableArray<DueOccurrence> Plan(ScheduleDefinition schedule, DateTimeOffset after, DateTimeOffset until, bool wasRunning = false, bool paused = false) =>
        CatchupPlan.Of(schedule, after, until, wasRunning, paused);
}
