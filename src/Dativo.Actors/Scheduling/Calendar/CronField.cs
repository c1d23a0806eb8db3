using System.Collections.Immutable;

namespace Dativo.Actors.Scheduling.Calendar;

/// <summary>What one field of a cron expression is called and may hold.</summary>
/// <param name="Name">Its name in errors.</param>
/// <param name="First">The smallest value.</param>
/// <param name="Last">The largest value; also the largest step.</param>
/// <param name="Cycle">How many different values there are: 7 for the day of week, where 0 and 7 are the same.</param>
/// <param name="Names">Three-letter names, the first of which stands for <paramref name="First"/>; empty when it has none.</param>
/// <param name="SecondsPerUnit">How long one unit of it is, in seconds; 0 for the days and months, which no interval can stand for.</param>
internal sealed record CronField(string Name, int First, int Last, int Cycle, ImmutableArray<string> Names, int SecondsPerUnit)
{
    public static readonly CronField Second = new("second", 0, 59, 60, [], 1);

    public static readonly CronField Minute = new("minute", 0, 59, 60, [], 60);

    public static readonly CronField Hour = new("hour", 0, 23, 24, [], 3600);

    public static readonly CronField DayOfMonth = new("day-of-month", 1, 31, 31, [], 0);

    public static readonly CronField Month = new(
        "month", 1, 12, 12, ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"], 0);

    public static readonly CronField DayOfWeek = new(
        "day-of-week", 0, 7, 7, ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"], 0);

    /// <summary>The allowed values, for errors.</summary>
    public string Allowed => Names.IsEmpty ? $"{First} to {Last}" : $"{First} to {Last} or {Names[0]} to {Names[^1]}";

    /// <summary>The bits of every value.</summary>
    public ulong All => ((1UL << Cycle) - 1) << First;
}
