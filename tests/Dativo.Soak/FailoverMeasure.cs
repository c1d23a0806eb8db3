using System.Collections.Immutable;

namespace Dativo.Soak;

/// <summary>Something that was measured several times, in seconds.</summary>
/// <param name="What">What it is.</param>
/// <param name="Seconds">The values, in the order in which they were measured; those that did not come within the limit are left out.</param>
/// <param name="Missed">How often it did not come within the limit.</param>
public sealed record FailoverMeasure(string What, ImmutableArray<double> Seconds, int Missed)
{
    public double? Median => At(0.5);

    public double? Least => Seconds.IsEmpty ? null : Seconds.Min();

    public double? Most => Seconds.IsEmpty ? null : Seconds.Max();

    private double? At(double part)
    {
        var sorted = Seconds.Sort();
        return sorted.IsEmpty ? null : sorted.Length % 2 == 0 ? Math.Round((sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) * part, 3) : sorted[sorted.Length / 2];
    }
}
