using BenchmarkDotNet.Reports;

namespace Dativo.Benchmarks.Micro;

/// <summary>What one micro-benchmark measured.</summary>
/// <param name="Name">Class and method.</param>
/// <param name="Parameters">Of what it was done; empty when there is only one.</param>
/// <param name="Nanoseconds">How long one operation takes: the mean of its measurements.</param>
/// <param name="StandardError">How far that mean is known.</param>
/// <param name="Bytes">How much one operation allocates.</param>
internal sealed record MicroResult(string Name, string Parameters, double Nanoseconds, double StandardError, long Bytes)
{
    /// <summary>The result of a report; null when the benchmark failed.</summary>
    public static MicroResult? Of(BenchmarkReport report)
    {
        var benchmark = report.BenchmarkCase;
        if (report is not { Success: true, ResultStatistics: { } statistics })
            return null;
        return new MicroResult(
            $"{benchmark.Descriptor.Type.Name.Replace("Benchmarks", "", StringComparison.Ordinal)}.{benchmark.Descriptor.WorkloadMethod.Name}",
            string.Join(", ", benchmark.Parameters.Items.Select(static item => item.Value)),
            statistics.Mean,
            statistics.StandardError,
            report.GcStats.GetBytesAllocatedPerOperation(benchmark) ?? 0);
    }
}
