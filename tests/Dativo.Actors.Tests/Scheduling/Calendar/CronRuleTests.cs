using CsCheck;
using Dativo.Actors.Scheduling.Calendar;

namespace Dativo.Actors.Tests.Scheduling.Calendar;

public class CronRuleTests
{
    private static readonly TimeZoneInfo[] Zones = [.. TimeZoneInfo.GetSystemTimeZones()];

    [Fact]
    public void The_next_instant_is_always_later_whatever_the_zone_and_the_century()
    {
        Gen.Select(GeneratedCron.SixFields, Gen.Int[0, Zones.Length - 1], Gen.Long[0, DateTime.MaxValue.Ticks]).Sample(
            (cron, zone, ticks) =>
            {
                if (!CronRule.TryParse(cron.Text, Zones[zone], out var rule, out _))
                    return;
                var at = new DateTimeOffset(ticks, TimeSpan.Zero);
                for (var i = 0; i < 5 && rule.NextAfter(at) is { } next; i++)
                {
                    Assert.True(next > at);
                    Assert.Equal(TimeSpan.Zero, next.Offset);
                    at = next;
                }
            },
            iter: 2_000,
            print: sample => $"'{sample.Item1.Text}' {Zones[sample.Item2].Id} {sample.Item3}");
    }

    [Theory]
    [InlineData("UTC")]
    [InlineData("America/New_York")]
    [InlineData("Pacific/Kiritimati")]
    [InlineData("Pacific/Pago_Pago")]
    public void The_calendar_has_ends_and_neither_is_an_error(string zone)
    {
        var rule = Rules.Cron("* * * * *", zone);

        Assert.Null(rule.NextAfter(DateTimeOffset.MaxValue));
        Assert.Null(rule.NextAfter(Instants.Parse("9999-12-30T00:00Z")));
        Assert.NotNull(rule.NextAfter(Instants.Parse("9999-12-28T00:00Z")));
        Assert.Equal(Instants.Parse("0001-01-03T00:00Z"), rule.NextAfter(DateTimeOffset.MinValue));
    }

    [Fact]
    public void An_instant_with_an_offset_means_the_same_as_in_UTC()
    {
        var rule = Rules.Cron("30 2 * * *", "America/New_York");

        Assert.Equal(
            rule.NextAfter(Instants.Parse("2026-03-07T12:00Z")),
            rule.NextAfter(Instants.Parse("2026-03-07T17:00+05")));
    }

    [Fact]
    public void A_rule_keeps_its_text_and_zone()
    {
        var rule = Rules.Cron("  0 2 * * mon ", "Europe/Berlin");

        Assert.Equal("0 2 * * mon", rule.Expression);
        Assert.Equal("Europe/Berlin", rule.Zone.Id);
    }

    [Theory]
    [InlineData("0 2 * * mon", "  0  2 * *\tMON ", true)]
    [InlineData("0 2 * * *", "0 0 2 * * *", true)]
    [InlineData("@daily", "0 0 * * *", true)]
    [InlineData("@daily", "@midnight", true)]
    [InlineData("0 2 * * *", "0 3 * * *", false)]
    [InlineData("0 2 * * *", "0 2-2 * * *", false)]
    public void A_fingerprint_changes_with_the_rule_and_not_with_its_spelling(string one, string other, bool same)
    {
        Assert.Equal(same, Rules.Cron(one, "Europe/Berlin").Fingerprint == Rules.Cron(other, "Europe/Berlin").Fingerprint);
        Assert.NotEqual(Rules.Cron(one, "Europe/Berlin").Fingerprint, Rules.Cron(one, "Europe/Paris").Fingerprint);
    }

    [Fact]
    public void A_fingerprint_is_stored_and_so_keeps_its_form() =>
        Assert.Equal("cron 0 30 2 * * MON Europe/Berlin", Rules.Cron("30 2 * * mon", "Europe/Berlin").Fingerprint);

    [Fact]
    public void Rules_share_what_they_have_in_common()
    {
        var one = Rules.Cron("17 4 * * *", "Europe/Berlin");
        var other = Rules.Cron("17 4 * * *", "Europe/Paris");
        var third = Rules.Cron("18 4 * * *", "Europe/Berlin");

        Assert.Same(one.Pattern, other.Pattern);
        Assert.Same(one.Timeline, third.Timeline);
    }

    [Fact]
    public void More_expressions_than_are_kept_for_sharing_still_work()
    {
        for (var i = 0; i < 20_000; i++)
            Assert.NotNull(Rules.Cron($"{i % 60} {i / 60 % 60} {i / 3600} * * *").NextAfter(DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void Threads_that_ask_a_fresh_zone_at_once_get_the_same_answers()
    {
        // A zone of its own, so that its changes are found here and not by an earlier test.
        var fresh = Rules.Cron("30 2 * * *", ZoneWithSummerTime());
        var (from, until) = (Instants.Parse("2020-01-01T00:00Z"), Instants.Parse("2040-01-01T00:00Z"));
        var expected = Occurrences.Between(Rules.Cron("30 2 * * *", ZoneWithSummerTime()), from, until).ToArray();

        var answers = Enumerable.Range(0, 8).AsParallel().WithDegreeOfParallelism(8)
            .Select(_ => Occurrences.Between(fresh, from, until).ToArray())
            .ToArray();

        Assert.All(answers, answer => Assert.Equal(expected, answer));
    }

    private static TimeZoneInfo ZoneWithSummerTime()
    {
        var start = TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 5, DayOfWeek.Sunday);
        var end = TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 5, DayOfWeek.Sunday);
        var summer = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1), start, end);
        return TimeZoneInfo.CreateCustomTimeZone("fresh", TimeSpan.FromHours(1), "fresh", "fresh", "fresh", [summer]);
    }
}
