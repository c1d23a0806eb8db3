namespace Dativo.Benchmarks.Harness;

/// <summary>Something that is measured.</summary>
/// <param name="Key">Its name in JSON and in samples, such as <c>runs_per_second</c>.</param>
/// <param name="Title">The head of its column, with its unit.</param>
/// <param name="Better">Which way is better.</param>
internal sealed record Metric(string Key, string Title, Better Better);

/// <summary>Which way a metric is better.</summary>
internal enum Better
{
    /// <summary>The more the better.</summary>
    Higher,

    /// <summary>The less the better.</summary>
    Lower,
}
