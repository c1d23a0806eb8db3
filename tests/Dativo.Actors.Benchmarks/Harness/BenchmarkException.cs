namespace Dativo.Benchmarks.Harness;

/// <summary>A contestant did not do the work, or not rightly.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
