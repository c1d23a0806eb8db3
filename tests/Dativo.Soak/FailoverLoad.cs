using System.Globalization;
using Dativo.EndToEnd.Load;

namespace Dativo.Soak;

/// <summary>
/// The load of the measurement: tenants with an occurrence each second, spread evenly over the second, so that there is always one
/// about to be due; and tenants with long jobs, so that each node always has some to interrupt.
/// </summary>
internal static class FailoverLoad
{
    private const int Pulses = 10;
    private const int Workers = 12;
    private const int LongInterval = 30;
    private const int LongMilliseconds = 26_000;
    private const int ShortMilliseconds = 10;
    private static readonly DateTimeOffset Zero = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static LoadPlan Plan { get; } = new(
    [
        .. Enumerable.Range(0, Pulses).Select(number => Of("pulse", number, 1, ShortMilliseconds, Zero.AddSeconds((double)number / Pulses))),
        .. Enumerable.Range(0, Workers).Select(number => Of("worker", number, LongInterval, LongMilliseconds, Zero.AddSeconds((double)LongInterval * number / Workers))),
    ])
    { SlotsPerNode = 64 };

    /// <summary>Whether a schedule is one of those that are due each second.</summary>
    public static bool IsPulse(string schedule) => schedule.StartsWith("pulse", StringComparison.Ordinal);

    private static LoadSchedule Of(string kind, int number, int interval, int milliseconds, DateTimeOffset anchor)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{kind}-{number:00}");
        return new LoadSchedule(name, $"tenant-{name}", interval, JobMode.Succeeds, milliseconds) { Anchor = anchor };
    }
}
