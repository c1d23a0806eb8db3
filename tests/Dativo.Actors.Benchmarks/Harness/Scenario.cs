using System.Collections.Immutable;

namespace Dativo.Benchmarks.Harness;

/// <summary>Some work, who does it, and what is measured of it.</summary>
internal sealed record Scenario
{
    /// <summary>Its name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>What the work is, in a sentence.</summary>
    public required string Title { get; init; }

    /// <summary>What is measured; ratios are made of the first.</summary>
    public required ImmutableArray<Metric> Metrics { get; init; }

    /// <summary>Who takes part, the product first.</summary>
    public required ImmutableArray<Contestant> Contestants { get; init; }

    /// <summary>What the product should reach.</summary>
    public ImmutableArray<Aim> Aims { get; init; } = [];
}
