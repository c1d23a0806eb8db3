using CsCheck;
using Dativo.Actors.Scheduling.Calendar;

namespace Dativo.Actors.Tests.Scheduling.Calendar;

public class CronErrorTests
{
    [Theory]
    [InlineData("", "the expression is empty (expected 5 fields (minute hour day-of-month month day-of-week) or 6 (second first))")]
    [InlineData("1 2 3 4", "4 fields found, expected 5 fields (minute hour day-of-month month day-of-week) or 6 (second first)")]
    [InlineData("* * * * * * 2026", "7 fields found, expected 5 fields (minute hour day-of-month month day-of-week) or 6 (second first); a year field is not supported")]
    [InlineData("60 * * * *", "minute: 60 is out of range (allowed: 0 to 59)")]
    [InlineData("1,60 * * * *", "minute: 60 is out of range (allowed: 0 to 59)")]
    [InlineData("5-70 * * * *", "minute: 70 in '5-70' is out of range (allowed: 0 to 59)")]
    [InlineData("60 * * * * *", "second: 60 is out of range (allowed: 0 to 59)")]
    [InlineData("0 24 * * *", "hour: 24 is out of range (allowed: 0 to 23)")]
    [InlineData("0 0 0 * *", "day-of-month: 0 is out of range (allowed: 1 to 31)")]
    [InlineData("0 0 * 13 *", "month: 13 is out of range (allowed: 1 to 12 or JAN to DEC)")]
    [InlineData("0 0 * Foo *", "month: 'Foo' is not a value of this field (allowed: 1 to 12 or JAN to DEC)")]
    [InlineData("0 0 * * 8", "day-of-week: 8 is out of range (allowed: 0 to 7 or SUN to SAT)")]
    [InlineData("0 0 * * Monday", "day-of-week: 'Monday' is not a value of this field (allowed: 0 to 7 or SUN to SAT); write MON")]
    [InlineData("0 0 * * L", "day-of-week: 'L' is not a value of this field (allowed: 0 to 7 or SUN to SAT); the last Saturday of a month is 6L")]
    [InlineData("0 0 * * 1#6", "day-of-week: '6' in '1#6' is not a week of the month (allowed: 1 to 5)")]
    [InlineData("0 0 L-28 * *", "day-of-month: 'L-28' cannot be read (allowed: L, L-1 to L-27 for the days before the last one)")]
    [InlineData("0 0 32W * *", "day-of-month: 32 in '32W' is out of range (allowed: 1 to 31)")]
    [InlineData("0 0 1-5W * *", "day-of-month: '1-5W' cannot be read (allowed: L, L-3, LW, 15W, where W takes one day: the weekday nearest to it)")]
    [InlineData("*/90 * * * *", "minute: the step 90 in '*/90' is larger than the field (allowed: 1 to 59); for every 90 minutes use interval_seconds: 5400")]
    [InlineData("0 */36 * * *", "hour: the step 36 in '*/36' is larger than the field (allowed: 1 to 23); for every 36 hours use interval_seconds: 129600")]
    [InlineData("0 0 */32 * *", "day-of-month: the step 32 in '*/32' is larger than the field (allowed: 1 to 31)")]
    [InlineData("0 0 * 1/13 *", "month: the step 13 in '1/13' is larger than the field (allowed: 1 to 12)")]
    [InlineData("*/0 * * * *", "minute: the step in '*/0' must be 1 or more")]
    [InlineData("*/ * * * *", "minute: the step is missing in '*/'")]
    [InlineData("*/x * * * *", "minute: the step 'x' in '*/x' is not a number")]
    [InlineData("5- * * * *", "minute: a value is missing in '5-' (allowed: 0 to 59)")]
    [InlineData("1,,2 * * * *", "minute: an entry is empty in '1,,2'")]
    [InlineData("** * * * *", "minute: '**' cannot be read: '*' stands alone or before a step, as in '*/5'")]
    [InlineData("? * * * *", "minute: '?' is allowed in day-of-month and day-of-week alone; write '*'")]
    [InlineData("0 0 1,? * *", "day-of-month: '?' must stand alone, not in '1,?'")]
    [InlineData("H * * * *", "minute: 'H' (a hashed value) is not supported; write a value, and spread load with jitter_seconds")]
    [InlineData("99999999999 * * * *", "minute: '99999999999' is not a value of this field (allowed: 0 to 59)")]
    [InlineData("-5 * * * *", "minute: a value is missing in '-5' (allowed: 0 to 59)")]
    [InlineData("0 0 30 2 *", "'0 0 30 2 *' can never be due: no month it names (2) has a day that matches (day-of-month 30, day-of-week *)")]
    [InlineData("0 0 31 4,6,9,11 *", "'0 0 31 4,6,9,11 *' can never be due: no month it names (4,6,9,11) has a day that matches (day-of-month 31, day-of-week *)")]
    [InlineData("0 0 30 2 */2", "'0 0 30 2 */2' can never be due: no month it names (2) has a day that matches (day-of-month 30, day-of-week */2)")]
    [InlineData("@reboot", "@reboot means 'when the machine starts', which is no instant of the calendar; start such a job from the system's own start-up")]
    [InlineData("@every 5m", "@every is not supported; use interval_seconds")]
    [InlineData("@dayly", "'@dayly' is not a known macro (allowed: @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly, @every_minute, @every_second)")]
    [InlineData("@daily 5", "nothing may follow @daily, found '5'")]
    [InlineData("CRON_TZ=UTC 0 0 * * *", "a time zone inside the expression ('CRON_TZ=UTC') is not supported; give it separately, as timezone")]
    public void A_wrong_expression_is_rejected_with_the_field_the_value_and_what_is_allowed(string expression, string expected)
    {
        Assert.False(CronRule.TryParse(expression, TimeZoneInfo.Utc, out var rule, out var error));

        Assert.Null(rule);
        Assert.Equal(expected, error);
    }

    [Fact]
    public void A_very_long_expression_is_rejected() =>
        Assert.False(CronRule.TryParse(new string('1', 5_000) + " * * * *", TimeZoneInfo.Utc, out _, out _));

    [Fact]
    public void Any_text_is_either_read_or_rejected_in_one_line()
    {
        Gen.Char["0123456789*/,-?LW#H@ \t\nJANSUNmon\u0130é"].Array[0, 25].Sample(
            characters =>
            {
                var isRead = CronRule.TryParse(new string(characters), TimeZoneInfo.Utc, out var rule, out var error);
                Assert.Equal(isRead, rule is not null);
                Assert.Equal(isRead, error is null);
                Assert.False(error == "", "an error says something");
            },
            iter: 50_000);
    }
}
