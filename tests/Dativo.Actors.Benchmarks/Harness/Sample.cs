using System.Collections.Immutable;

namespace Dativo.Benchmarks.Harness;

/// <summary>What one run of a contestant measured: values by the metrics' keys. A metric that it has no value for is left out.</summary>
/// <param name="Values">The values.</param>
internal sealed record Sample(ImmutableSortedDictionary<string, double> Values)
{
    /// <summary>No values yet.</summary>
    public static Sample Empty { get; } = new(ImmutableSortedDictionary<string, double>.Empty);

    /// <summary>The same with one more value.</summary>
    public Sample With(string key, double value) => new(Values.SetItem(key, value));

    /// <summary>The same with the values of another.</summary>
    public Sample With(Sample other) => new(Values.SetItems(other.Values));
}
