using System.Collections.Immutable;

namespace Dativo.Benchmarks.Harness;

/// <summary>Figures of many values.</summary>
internal static class Statistics
{
    /// <summary>The one in the middle; of an even number the mean of the two there.</summary>
    public static double Median(IReadOnlyCollection<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The least value that at least this part of all (0 to 1) does not exceed.</summary>
    public static double Percentile(IReadOnlyCollection<double> values, double part)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Clamp((int)Math.Ceiling(part * sorted.Length) - 1, 0, sorted.Length - 1)];
    }

    /// <summary>How late many things were: median, 99 of 100, and the latest, in milliseconds.</summary>
    public static Sample Lateness(IReadOnlyCollection<TimeSpan> lateness)
    {
        var values = lateness.Select(static late => late.TotalMilliseconds).ToImmutableArray();
        return Sample.Empty.With("p50_ms", Percentile(values, 0.5)).With("p99_ms", Percentile(values, 0.99)).With("max_ms", values.Max());
    }
}
