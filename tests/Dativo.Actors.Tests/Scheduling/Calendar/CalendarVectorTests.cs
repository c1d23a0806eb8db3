using Dativo.Actors.Scheduling.Calendar;

namespace Dativo.Actors.Tests.Scheduling.Calendar;

/// <summary>Exact instants on which schedulers disagree, and what this one promises.</summary>
public class CalendarVectorTests
{
    [Theory]
    // Gaps.
    [InlineData("America/New_York", "30 2 * * *", "2026-03-07T12:00Z", "2026-03-08T03:00-04", "2026-03-09T02:30-04")]
    [InlineData("America/New_York", "30 * * * *", "2026-03-08T05:45Z", "2026-03-08T01:30-05", "2026-03-08T03:30-04", "2026-03-08T04:30-04")]
    [InlineData("America/New_York", "15 2,3 * * *", "2026-03-07T12:00Z", "2026-03-08T03:00-04", "2026-03-08T03:15-04", "2026-03-09T02:15-04")]
    [InlineData("America/New_York", "0,30 2 * * *", "2026-03-07T12:00Z", "2026-03-08T03:00-04", "2026-03-09T02:00-04", "2026-03-09T02:30-04")]
    [InlineData("America/New_York", "0 2,3 * * *", "2026-03-07T12:00Z", "2026-03-08T03:00-04", "2026-03-09T02:00-04")]
    [InlineData("America/New_York", "*/30 2 * * *", "2026-03-07T12:00Z", "2026-03-08T03:00-04", "2026-03-09T02:00-04")]
    [InlineData("America/New_York", "0 */2 * * *", "2026-03-08T04:30Z", "2026-03-08T00:00-05", "2026-03-08T03:00-04", "2026-03-08T04:00-04")]
    [InlineData("America/New_York", "30 0-23 * * *", "2026-03-08T05:45Z", "2026-03-08T01:30-05", "2026-03-08T03:30-04")]
    [InlineData("America/New_York", "30 */1 * * *", "2026-03-08T05:45Z", "2026-03-08T01:30-05", "2026-03-08T03:30-04")]
    [InlineData("America/New_York", "@hourly", "2026-03-08T05:45Z", "2026-03-08T01:00-05", "2026-03-08T03:00-04", "2026-03-08T04:00-04")]
    [InlineData("America/New_York", "0 30 2 8 3 *", "2026-01-01T00:00Z", "2026-03-08T03:00-04", "2027-03-08T02:30-05")]
    [InlineData("Europe/Berlin", "30 2 * * *", "2026-03-28T12:00Z", "2026-03-29T03:00+02", "2026-03-30T02:30+02")]
    // Repeated times.
    [InlineData("America/New_York", "30 1 * * *", "2026-10-31T12:00Z", "2026-11-01T01:30-04", "2026-11-02T01:30-05")]
    [InlineData("America/New_York", "0 * * * *", "2026-11-01T04:30Z", "2026-11-01T01:00-04", "2026-11-01T01:00-05", "2026-11-01T02:00-05")]
    [InlineData("America/New_York", "30 0,1,2 * * *", "2026-11-01T04:00Z", "2026-11-01T00:30-04", "2026-11-01T01:30-04", "2026-11-01T02:30-05")]
    [InlineData("America/New_York", "30 0-2 * * *", "2026-11-01T04:00Z", "2026-11-01T00:30-04", "2026-11-01T01:30-04", "2026-11-01T01:30-05", "2026-11-01T02:30-05")]
    [InlineData("America/New_York", "*/30 1 1 11 *", "2026-11-01T05:15Z", "2026-11-01T01:30-04", "2026-11-01T01:00-05", "2026-11-01T01:30-05", "2027-11-01T01:00-04")]
    [InlineData("Europe/Berlin", "*/30 * * * *", "2026-10-24T23:45Z", "2026-10-25T02:00+02", "2026-10-25T02:30+02", "2026-10-25T02:00+01", "2026-10-25T02:30+01", "2026-10-25T03:00+01")]
    // Offsets and steps of the clock that are not whole hours.
    [InlineData("Asia/Kathmandu", "0 * * * *", "2026-06-01T00:00Z", "2026-06-01T06:00+05:45", "2026-06-01T07:00+05:45")]
    [InlineData("Australia/Lord_Howe", "15 2 * * *", "2026-10-03T00:00Z", "2026-10-04T02:30+11", "2026-10-05T02:15+11")]
    [InlineData("Australia/Lord_Howe", "0 * * * *", "2026-10-03T14:00Z", "2026-10-04T01:00+10:30", "2026-10-04T03:00+11")]
    [InlineData("Australia/Lord_Howe", "*/20 * * * *", "2026-04-04T14:39Z", "2026-04-05T01:40+11", "2026-04-05T01:40+10:30", "2026-04-05T02:00+10:30")]
    [InlineData("Australia/Lord_Howe", "45 1 * * *", "2026-04-04T00:00Z", "2026-04-05T01:45+11", "2026-04-06T01:45+10:30")]
    [InlineData("Antarctica/Troll", "30 1,2 * * *", "2026-03-28T12:00Z", "2026-03-29T03:00+02", "2026-03-30T01:30+02", "2026-03-30T02:30+02")]
    [InlineData("Antarctica/Troll", "30 1,2 * * *", "2026-10-24T12:00Z", "2026-10-25T01:30+02", "2026-10-25T02:30+02", "2026-10-26T01:30+00")]
    [InlineData("Antarctica/Troll", "0 * * * *", "2026-10-25T00:30Z", "2026-10-25T01:00+00", "2026-10-25T02:00+00", "2026-10-25T03:00+00")]
    // Gaps at and around midnight.
    [InlineData("America/Sao_Paulo", "0 0 * * *", "2017-10-14T12:00Z", "2017-10-15T01:00-02", "2017-10-16T00:00-02")]
    [InlineData("America/Sao_Paulo", "30 23 * * *", "2018-02-17T12:00Z", "2018-02-17T23:30-02", "2018-02-18T23:30-03")]
    [InlineData("Asia/Beirut", "15 0 * * 0", "2026-03-28T12:00Z", "2026-03-29T01:00+03", "2026-04-05T00:15+03")]
    [InlineData("Africa/Cairo", "30 0 * * *", "2026-04-23T12:00Z", "2026-04-24T01:00+03", "2026-04-25T00:30+03")]
    [InlineData("Africa/Cairo", "0 0 * * *", "2026-10-29T12:00Z", "2026-10-30T00:00+02", "2026-10-31T00:00+02")]
    [InlineData("America/Scoresbysund", "45 23 * * *", "2024-03-30T12:00Z", "2024-03-30T23:45-01", "2024-03-31T23:45-01")]
    [InlineData("America/Toronto", "45 23 30 3 *", "1919-03-29T00:00Z", "1919-03-31T00:30-04", "1920-03-30T23:45-05")]
    // Clocks set back for Ramadan, and changes of the standard offset.
    [InlineData("Africa/Casablanca", "30 2 * * *", "2026-02-14T12:00Z", "2026-02-15T02:30+01", "2026-02-16T02:30+00")]
    [InlineData("Africa/Casablanca", "30 2 * * *", "2026-03-21T12:00Z", "2026-03-22T03:00+01", "2026-03-23T02:30+01")]
    [InlineData("America/Caracas", "45 2 * * *", "2016-04-30T12:00Z", "2016-05-01T03:00-04", "2016-05-02T02:45-04")]
    [InlineData("America/Caracas", "45 2 * * *", "2007-12-08T12:00Z", "2007-12-09T02:45-04", "2007-12-10T02:45-04:30")]
    [InlineData("Asia/Pyongyang", "45 23 * * *", "2018-05-03T16:00Z", "2018-05-05T00:00+09", "2018-05-05T23:45+09")]
    [InlineData("Asia/Pyongyang", "45 23 * * *", "2015-08-14T12:00Z", "2015-08-14T23:45+09", "2015-08-15T23:45+08:30")]
    [InlineData("Europe/Volgograd", "30 1 * * *", "2018-10-27T12:00Z", "2018-10-28T01:30+03", "2018-10-29T01:30+04")]
    // Dates that a zone skips as a whole, or has twice.
    [InlineData("Pacific/Apia", "0 12 * * *", "2011-12-29T00:00Z", "2011-12-29T12:00-10", "2011-12-31T12:00+14")]
    [InlineData("Pacific/Apia", "0 0 * * *", "2011-12-29T12:00Z", "2011-12-31T00:00+14", "2012-01-01T00:00+14")]
    [InlineData("Pacific/Apia", "0 12 30 * *", "2011-11-29T00:00Z", "2011-11-30T12:00-10", "2012-01-30T12:00+14")]
    [InlineData("Pacific/Apia", "0 */6 * * *", "2011-12-30T03:00Z", "2011-12-29T18:00-10", "2011-12-31T00:00+14")]
    [InlineData("Pacific/Kiritimati", "0 12 * * *", "1994-12-30T00:00Z", "1994-12-30T12:00-10", "1995-01-01T12:00+14")]
    [InlineData("Pacific/Kwajalein", "0 12 * * *", "1993-08-20T00:00Z", "1993-08-20T12:00-12", "1993-08-22T12:00+12")]
    [InlineData("Pacific/Kwajalein", "0 12 * * *", "1969-09-29T12:00Z", "1969-09-30T12:00+11", "1969-10-01T12:00-12")]
    // Months and weekdays.
    [InlineData("UTC", "0 0 29 2 *", "2096-03-01T00:00Z", "2104-02-29T00:00Z", "2108-02-29T00:00Z")]
    [InlineData("America/New_York", "0 0 29 2 *", "2096-03-01T05:00Z", "2104-02-29T00:00-05")]
    [InlineData("UTC", "0 0 13 * 5", "2026-02-01T00:00Z", "2026-02-06T00:00Z", "2026-02-13T00:00Z", "2026-02-20T00:00Z")]
    [InlineData("UTC", "0 0 13 * 5", "2026-01-09T12:00Z", "2026-01-13T00:00Z", "2026-01-16T00:00Z")]
    [InlineData("UTC", "0 0 */10 * 5", "2026-01-01T12:00Z", "2026-05-01T00:00Z", "2026-07-31T00:00Z", "2026-08-21T00:00Z")]
    [InlineData("UTC", "0 0 1 * */2", "2026-01-01T12:00Z", "2026-02-01T00:00Z", "2026-03-01T00:00Z", "2026-08-01T00:00Z")]
    [InlineData("UTC", "0 0 ? * MON", "2026-01-01T00:00Z", "2026-01-05T00:00Z", "2026-01-12T00:00Z")]
    [InlineData("UTC", "0 0 31 * *", "2026-01-31T00:00Z", "2026-03-31T00:00Z", "2026-05-31T00:00Z", "2026-07-31T00:00Z")]
    [InlineData("UTC", "0 0 * * 0", "2026-01-01T00:00Z", "2026-01-04T00:00Z", "2026-01-11T00:00Z")]
    [InlineData("UTC", "0 0 * * 7", "2026-01-01T00:00Z", "2026-01-04T00:00Z", "2026-01-11T00:00Z")]
    [InlineData("UTC", "0 0 * * 5-7", "2026-01-01T00:00Z", "2026-01-02T00:00Z", "2026-01-03T00:00Z", "2026-01-04T00:00Z", "2026-01-09T00:00Z")]
    [InlineData("UTC", "0 0 * * fri-Mon", "2026-01-01T00:00Z", "2026-01-02T00:00Z", "2026-01-03T00:00Z", "2026-01-04T00:00Z", "2026-01-05T00:00Z", "2026-01-09T00:00Z")]
    [InlineData("UTC", "0 22-1 * * *", "2026-01-01T00:30Z", "2026-01-01T01:00Z", "2026-01-01T22:00Z", "2026-01-01T23:00Z", "2026-01-02T00:00Z")]
    [InlineData("UTC", "0 0 L * *", "2026-01-01T00:00Z", "2026-01-31T00:00Z", "2026-02-28T00:00Z", "2026-03-31T00:00Z")]
    [InlineData("UTC", "0 0 L-3 * *", "2026-01-01T00:00Z", "2026-01-28T00:00Z", "2026-02-25T00:00Z")]
    [InlineData("UTC", "0 0 LW * *", "2026-01-01T00:00Z", "2026-01-30T00:00Z", "2026-02-27T00:00Z")]
    [InlineData("UTC", "0 0 15W * *", "2026-01-31T00:00Z", "2026-02-16T00:00Z", "2026-03-16T00:00Z", "2026-04-15T00:00Z")]
    [InlineData("UTC", "0 0 1W * *", "2026-01-15T00:00Z", "2026-02-02T00:00Z", "2026-03-02T00:00Z")]
    [InlineData("UTC", "0 0 * * 5#3", "2026-01-01T00:00Z", "2026-01-16T00:00Z", "2026-02-20T00:00Z")]
    [InlineData("UTC", "0 0 * * FRIL", "2026-01-01T00:00Z", "2026-01-30T00:00Z", "2026-02-27T00:00Z")]
    [InlineData("UTC", "0 0 1,15,L * *", "2026-01-10T00:00Z", "2026-01-15T00:00Z", "2026-01-31T00:00Z", "2026-02-01T00:00Z")]
    [InlineData("UTC", "0 0 * * MON#1,MON#3", "2026-01-01T00:00Z", "2026-01-05T00:00Z", "2026-01-19T00:00Z", "2026-02-02T00:00Z")]
    [InlineData("UTC", "0 0 L * FRI", "2026-01-25T00:00Z", "2026-01-30T00:00Z", "2026-01-31T00:00Z", "2026-02-06T00:00Z")]
    [InlineData("UTC", "*/20 5,*/30 9 * * *", "2026-01-01T00:00Z", "2026-01-01T09:00:00Z", "2026-01-01T09:00:20Z", "2026-01-01T09:00:40Z", "2026-01-01T09:05:00Z")]
    [InlineData("UTC", "*/7 * * * * *", "2026-01-01T00:00:55.5Z", "2026-01-01T00:00:56Z", "2026-01-01T00:01:00Z")]
    [InlineData("UTC", "@weekly", "2026-01-01T00:00Z", "2026-01-04T00:00Z")]
    [InlineData("UTC", "@Annually", "2026-01-01T00:00Z", "2027-01-01T00:00Z")]
    [InlineData("UTC", "  0\t0   1 1  * ", "2026-01-01T00:00Z", "2027-01-01T00:00Z")]
    public void Every_next_instant_is_the_promised_one(string zone, string expression, string from, params string[] expected)
    {
        var rule = Rules.Cron(expression, zone);

        var actual = new List<string>();
        var at = Instants.Parse(from);
        for (var i = 0; i < expected.Length; i++)
        {
            at = rule.NextAfter(at)!.Value;
            Assert.Equal(TimeSpan.Zero, at.Offset);
            actual.Add(Instants.Show(at, rule.Zone));
        }

        Assert.Equal(expected.Select(instant => Instants.Show(Instants.Parse(instant), rule.Zone)), actual);
        // The offset as written is the zone's own, or the expectation means another instant than it says.
        Assert.All(expected.Select(Instants.Parse), instant => Assert.Equal(rule.Zone.GetUtcOffset(instant), instant.Offset));
    }

    [Fact]
    public void An_interval_counts_from_the_epoch()
    {
        Assert.True(IntervalRule.TryCreate(TimeSpan.FromSeconds(21_600), out var rule, out _));

        var due = Occurrences.Between(rule, Instants.Parse("2026-06-01T05:00Z"), Instants.Parse("2026-06-01T12:00Z"));

        Assert.Equal([Instants.Parse("2026-06-01T06:00Z"), Instants.Parse("2026-06-01T12:00Z")], due);
    }
}
