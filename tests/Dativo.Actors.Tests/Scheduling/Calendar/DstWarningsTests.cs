using System.Globalization;
using Dativo.Actors.Scheduling.Calendar;

namespace Dativo.Actors.Tests.Scheduling.Calendar;

public class DstWarningsTests
{
    [Fact]
    public void A_skipped_fixed_time_is_told_with_the_end_of_the_gap()
    {
        var warning = Assert.Single(For("30 2 * * *", "America/New_York", "2026-03-01T00:00Z", "2026-10-01T00:00Z"));

        Assert.Equal(DstWarningKind.Skipped, warning.Kind);
        Assert.Equal(new DateTime(2026, 3, 8, 2, 30, 0), warning.LocalTime);
        Assert.Equal("America/New_York", warning.Zone.Id);
        Assert.Equal(["2026-03-08T03:00:00-04:00"], FiresAt(warning));
        Assert.Equal("2026-03-08 02:30:00 does not exist in America/New_York: it runs at 2026-03-08T03:00:00-04:00", warning.ToString());
    }

    [Fact]
    public void A_repeated_fixed_time_is_told_with_its_first_copy()
    {
        var warning = Assert.Single(For("30 1 * * *", "America/New_York", "2026-06-01T00:00Z", "2026-12-01T00:00Z"));

        Assert.Equal(DstWarningKind.Repeated, warning.Kind);
        Assert.Equal(new DateTime(2026, 11, 1, 1, 30, 0), warning.LocalTime);
        Assert.Equal(["2026-11-01T01:30:00-04:00"], FiresAt(warning));
        Assert.Equal("2026-11-01 01:30:00 comes twice in America/New_York: it runs once, at 2026-11-01T01:30:00-04:00", warning.ToString());
    }

    [Fact]
    public void Every_change_of_the_window_counts_in_order()
    {
        var warnings = For("30 1,2 * * *", "America/New_York", "2025-01-01T00:00Z", "2027-01-01T00:00Z");

        Assert.Equal(
            ["Skipped 2025-03-09 02:30", "Repeated 2025-11-02 01:30", "Skipped 2026-03-08 02:30", "Repeated 2026-11-01 01:30"],
            warnings.Select(warning => FormattableString.Invariant($"{warning.Kind} {warning.LocalTime:yyyy-MM-dd HH:mm}")));
    }

    [Fact]
    public void The_window_starts_after_its_first_instant_and_has_its_last()
    {
        const string Change = "2026-03-08T07:00Z";

        Assert.Empty(For("30 2 * * *", "America/New_York", Change, "2026-04-01T00:00Z"));
        Assert.Single(For("30 2 * * *", "America/New_York", "2026-03-08T06:59:59Z", Change));
        Assert.Empty(For("30 2 * * *", "America/New_York", "2026-03-01T00:00Z", "2026-03-08T06:59:59Z"));
    }

    [Fact]
    public void A_date_that_the_zone_skips_is_told_without_an_instant()
    {
        var warning = Assert.Single(For("0 12 * * *", "Pacific/Apia", "2011-12-01T00:00Z", "2012-01-15T00:00Z"));

        Assert.Equal(DstWarningKind.Skipped, warning.Kind);
        Assert.Empty(warning.FiresAt);
        Assert.Equal("2011-12-30 12:00:00 does not exist in Pacific/Apia, nor does the rest of that day: it does not run", warning.ToString());
    }

    [Theory]
    [InlineData("*/30 * * * *", "America/New_York")]
    [InlineData("30 * * * *", "America/New_York")]
    [InlineData("30 1-3 * * *", "America/New_York")]
    [InlineData("30 5 * * *", "America/New_York")]
    [InlineData("30 2 * * 1", "America/New_York")]
    [InlineData("30 2 * * *", "UTC")]
    [InlineData("30 2 * * *", "Asia/Kathmandu")]
    public void Nothing_is_told_of_what_no_change_touches(string expression, string zone) =>
        Assert.Empty(For(expression, zone, "2024-01-01T00:00Z", "2029-01-01T00:00Z"));

    [Fact]
    public void A_window_at_or_over_the_end_of_the_calendar_is_no_error()
    {
        Assert.Empty(For("30 2 * * *", "America/New_York", "9999-11-30T00:00Z", "9999-12-31T23:59:59Z"));
        Assert.Empty(For("30 2 * * *", "America/New_York", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"));
        Assert.Empty(For("30 2 * * *", "America/New_York", "2026-12-31T00:00Z", "2026-01-01T00:00Z"));
    }

    [Fact]
    public void Every_warning_of_every_zone_agrees_with_the_rule_itself()
    {
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones())
        {
            var rule = Rules.Cron("15,45 0,1,2,3,23 * * *", zone);
            foreach (var warning in DstWarnings.For(rule, Instants.Parse("2018-01-01T00:00Z"), Instants.Parse("2028-01-01T00:00Z")))
            {
                Assert.All(warning.FiresAt, at => Assert.Equal(at, rule.NextAfter(at.AddTicks(-1))));
                var isAmbiguous = zone.IsAmbiguousTime(warning.LocalTime);
                var isInvalid = zone.IsInvalidTime(warning.LocalTime);
                Assert.False(warning.Kind == DstWarningKind.Skipped ? isAmbiguous : isInvalid, warning.ToString());
            }
        }
    }

    private static IEnumerable<string> FiresAt(DstWarning warning) =>
        warning.FiresAt.Select(at => at.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture));

    private static IReadOnlyList<DstWarning> For(string expression, string zone, string from, string until) =>
        DstWarnings.For(Rules.Cron(expression, zone), Instants.Parse(from), Instants.Parse(until));
}
