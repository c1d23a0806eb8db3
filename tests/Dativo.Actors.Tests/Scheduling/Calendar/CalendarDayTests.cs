using CsCheck;
using Dativo.Actors.Scheduling.Calendar;

namespace Dativo.Actors.Tests.Scheduling.Calendar;

public class CalendarDayTests
{
    [Fact]
    public void The_days_are_those_that_the_three_day_fields_mean()
    {
        var years = Gen.Int[1900, 2200];
        Gen.Select(GeneratedDays.Any, years).Sample(
            (days, year) =>
            {
                var from = new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc);
                // Eight years have a leap day, and a stretch long enough that something almost always matches.
                var dates = Enumerable.Range(0, 8 * 365).Select(day => from.AddDays(day)).ToArray();
                var expected = dates.Where(days.Matches).ToArray();
                if (!CronRule.TryParse("0 0 " + days.Text, TimeZoneInfo.Utc, out var rule, out var error))
                {
                    Assert.Empty(expected);
                    Assert.Contains("can never be due", error, StringComparison.Ordinal);
                    return;
                }

                Assert.Equal(expected, Occurrences.Between(rule, from.AddTicks(-1), dates[^1]).Select(at => at.UtcDateTime));
            },
            iter: 600,
            print: sample => $"'{sample.Item1.Text}' {sample.Item2}");
    }

    [Fact]
    public void What_is_rejected_as_impossible_has_no_day_in_four_hundred_years()
    {
        var dates = Enumerable.Range(0, 146_097).Select(day => new DateTime(2000, 1, 1).AddDays(day)).ToArray();
        GeneratedDays.Any.Sample(
            days => Assert.Equal(
                dates.Any(days.Matches),
                CronRule.TryParse("0 0 " + days.Text, TimeZoneInfo.Utc, out _, out _)),
            iter: 40,
            print: days => days.Text);
    }
}
