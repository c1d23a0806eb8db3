namespace Dativo.Benchmarks.Harness;

/// <summary>What the product should reach, on a machine with two cores.</summary>
/// <param name="Metric">The metric's key.</param>
/// <param name="Bound">The least, or the most, that its median should be; with <see cref="Of"/>, how much of the other's.</param>
internal sealed record Aim(string Metric, double Bound)
{
    /// <summary>What would be better still; null: nothing is named.</summary>
    public double? Stretch { get; init; }

    /// <summary>The database it holds for; null: any.</summary>
    public Database? Database { get; init; }

    /// <summary>The contestant whose value the bound is a part of; null: the bound is a value of its own.</summary>
    public string? Of { get; init; }

    /// <summary>The contestant it holds for.</summary>
    public string Contestant { get; init; } = Contestants.Product;

    /// <summary>Whether a value reaches the bound.</summary>
    public static bool Reaches(double value, double bound, Better better) => better == Better.Higher ? value >= bound : value <= bound;
}
