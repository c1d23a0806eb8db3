using System.Globalization;

namespace Dativo.Benchmarks.Cluster;

/// <summary>
/// The work under which a node is killed: tenants with a run each second, spread evenly over the second, so that there is always one about
/// to be due; and tenants with long runs, so that each node has some to interrupt.
/// </summary>
internal static class FailoverWork
{
    /// <summary>How many tenants have a run each second.</summary>
    public const int Pulses = 50;

    /// <summary>How many tenants have long runs.</summary>
    public const int Long = 12;

    /// <summary>How often these are due, in seconds.</summary>
    public const int LongInterval = 24;

    /// <summary>How long they take.</summary>
    public static readonly TimeSpan LongDuration = TimeSpan.FromSeconds(20);

    /// <summary>The instant that all due instants count from.</summary>
    public static readonly DateTimeOffset Zero = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>All tenants, with their intervals in seconds and the first of their due instants.</summary>
    public static IEnumerable<(string Tenant, int Interval, DateTimeOffset Anchor)> Tenants =>
    [
        .. Enumerable.Range(0, Pulses).Select(number => (Name("pulse", number), 1, Zero.AddMilliseconds(1000.0 * number / Pulses))),
        .. Enumerable.Range(0, Long).Select(number => (Name("long", number), LongInterval, Zero.AddSeconds((double)LongInterval * number / Long))),
    ];

    /// <summary>Whether a tenant is one with a run each second.</summary>
    public static bool IsPulse(string tenant) => tenant.StartsWith("pulse", StringComparison.Ordinal);

    /// <summary>How long a tenant's runs take.</summary>
    public static TimeSpan DurationOf(string tenant) => IsPulse(tenant) ? TimeSpan.Zero : LongDuration;

    private static string Name(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind}_{number:00}");
}
