using CsCheck;
using Dativo.Actors.Scheduling.Calendar;

namespace Dativo.Actors.Tests.Scheduling.Calendar;

/// <summary>
/// Compares next instants with <see cref="ClockOracle"/> around the changes of every zone of this machine.
/// More or other samples: the variables CsCheck_Iter, CsCheck_Time and CsCheck_Seed of CsCheck.
/// </summary>
public class CalendarOracleTests
{
    private static readonly Lazy<(TimeZoneInfo Zone, DateTime Change)[]> Changes = new(FindChanges);

    [Fact]
    public void Around_every_kind_of_change_no_minute_is_missing_or_extra()
    {
        Gen.Select(AnyChange, GeneratedCron.FiveFields, Gen.Int[0, 10_000]).Sample(
            (change, cron, seed) =>
            {
                var minute = new DateTime(change.Change.Ticks - change.Change.Ticks % TimeSpan.TicksPerMinute, DateTimeKind.Utc);
                var oracle = new ClockOracle(change.Zone, minute.AddDays(-2), minute.AddDays(2), TimeSpan.FromMinutes(1));
                Check(oracle, cron, seed);
            },
            iter: 1_000,
            print: Print);
    }

    [Fact]
    public void Around_every_kind_of_change_no_second_is_missing_or_extra()
    {
        Gen.Select(AnyChange, GeneratedCron.SixFields, Gen.Int[0, 10_000]).Sample(
            (change, cron, seed) =>
            {
                var oracle = new ClockOracle(change.Zone, change.Change.AddHours(-4), change.Change.AddHours(4), TimeSpan.FromSeconds(1));
                Check(oracle, cron, seed);
            },
            iter: 60,
            print: Print);
    }

    [Fact]
    public void Every_zone_keeps_the_promises_at_its_changes_of_ten_years_and_at_great_leaps()
    {
        GeneratedCron[] crons =
        [
            new("30 2 * * *", time => time is { Hour: 2, Minute: 30 }, false, false),
            new("0 0 * * *", time => time is { Hour: 0, Minute: 0 }, false, false),
            new("45 23 * * *", time => time is { Hour: 23, Minute: 45 }, false, false),
            new("15 1,2,3 * * *", time => time is { Hour: 1 or 2 or 3, Minute: 15 }, false, false),
            new("0 * * * *", time => time.Minute == 0, true, true),
            new("*/20 0-4 * * *", time => time.Minute % 20 == 0 && time.Hour <= 4, true, false),
        ];
        // Zones that change alike at the same instant are the same case. Great leaps are rare: all of them.
        var cases = Changes.Value
            .Select(change => (change.Zone, change.Change, Before: change.Zone.GetUtcOffset(change.Change.AddTicks(-1)), After: change.Zone.GetUtcOffset(change.Change)))
            .Where(change => change.Change.Year is >= 2020 and < 2030 || (change.After - change.Before).Duration() > TimeSpan.FromHours(3))
            .DistinctBy(change => (change.Change, change.Before, change.After))
            .ToArray();
        Assert.Contains(cases, change => change.After - change.Before == TimeSpan.FromDays(1));
        foreach (var (zone, change, _, _) in cases)
        {
            var oracle = new ClockOracle(zone, change.AddDays(-2), change.AddDays(2), TimeSpan.FromMinutes(1));
            foreach (var cron in crons)
                Check(oracle, cron, 0);
        }
    }

    private static Gen<(TimeZoneInfo Zone, DateTime Change)> AnyChange =>
        Gen.Int[0, Changes.Value.Length - 1].Select(index => Changes.Value[index]);

    private static void Check(ClockOracle oracle, GeneratedCron cron, int seed)
    {
        if (!CronRule.TryParse(cron.Text, oracle.Zone, out var rule, out var error))
        {
            Assert.Contains("can never be due", error, StringComparison.Ordinal);
            return;
        }

        // What the oracle has not seen before its window it takes for new: compare from where the window covers any step back.
        var from = oracle.From + (oracle.Until - oracle.From) / 4;
        var expected = oracle.Due(cron).Where(at => at > from).ToArray();
        var actual = Occurrences.Between(rule, from, oracle.Until).Select(at => at.UtcDateTime).ToArray();
        Assert.Equal(expected, actual);

        // And from any instant between, not only from one occurrence to the next.
        var random = new Random(seed);
        for (var i = 0; i < 20; i++)
        {
            var at = from.AddTicks(random.NextInt64((oracle.Until - from).Ticks));
            DateTime? first = expected.Where(due => due > at).Cast<DateTime?>().FirstOrDefault();
            var next = rule.NextAfter(at);
            Assert.True(next is null || next > at);
            Assert.Equal(first, next?.UtcDateTime <= oracle.Until ? next?.UtcDateTime : null);
        }
    }

    private static string Print((TimeZoneInfo Zone, DateTime Change) change, GeneratedCron cron) =>
        FormattableString.Invariant($"{change.Zone.Id} {change.Change:o} '{cron.Text}'");

    private static string Print(((TimeZoneInfo Zone, DateTime Change) Change, GeneratedCron Cron, int) sample) =>
        Print(sample.Change, sample.Cron);

    /// <summary>Every change of offset of every zone from 1975 to 2045, found by looking at each day.</summary>
    private static (TimeZoneInfo, DateTime)[] FindChanges() =>
        [.. TimeZoneInfo.GetSystemTimeZones().SelectMany(zone => FindChanges(zone).Select(change => (zone, change)))];

    private static IEnumerable<DateTime> FindChanges(TimeZoneInfo zone)
    {
        var end = new DateTime(2045, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (var day = new DateTime(1975, 1, 1, 0, 0, 0, DateTimeKind.Utc); day < end; day = day.AddDays(1))
        {
            if (zone.GetUtcOffset(day) == zone.GetUtcOffset(day.AddDays(1)))
                continue;
            var second = day;
            for (var step = 65_536; step > 0; step /= 2)
            {
                if (zone.GetUtcOffset(second.AddSeconds(step)) == zone.GetUtcOffset(day))
                    second = second.AddSeconds(step);
            }

            yield return second.AddSeconds(1);
        }
    }
}
