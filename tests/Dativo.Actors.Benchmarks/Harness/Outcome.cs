using System.Collections.Immutable;

namespace Dativo.Benchmarks.Harness;

/// <summary>What came of a contestant's runs with one database.</summary>
/// <param name="Contestant">Its name.</param>
/// <param name="Database">Where it stored.</param>
/// <param name="Samples">One a round; null where it failed.</param>
/// <param name="Error">Why its last failure was one; null without any.</param>
internal sealed record Outcome(string Contestant, Database Database, ImmutableArray<Sample?> Samples, string? Error)
{
    /// <summary>The values of a metric, one a round that has one.</summary>
    public ImmutableArray<double> ValuesOf(string metric) =>
        [.. Samples.Where(sample => sample?.Values.ContainsKey(metric) == true).Select(sample => sample!.Values[metric])];

    /// <summary>How much of its own value the other one has, round by round; the median. Null without rounds that have both.</summary>
    public double? RatioOf(Outcome other, string metric)
    {
        var ratios = Samples.Zip(other.Samples)
            .Select(pair => (Own: pair.Item1?.Values.GetValueOrDefault(metric) ?? 0, Others: pair.Item2?.Values.GetValueOrDefault(metric) ?? 0))
            .Where(static pair => pair is { Own: > 0, Others: > 0 })
            .Select(static pair => pair.Others / pair.Own)
            .ToImmutableArray();
        return ratios.IsEmpty ? null : Statistics.Median(ratios);
    }
}
