using BenchmarkDotNet.Attributes;
using Dativo.Actors.Jobs;

namespace Dativo.Benchmarks.Micro;

/// <summary>Is a failed attempt tried again, and when.</summary>
public class RetryBenchmarks
{
    private const int LongestError = 8 * 1024;

    private static readonly RetryPolicy ByCode = new();

    private static readonly RetryPolicy ByText = new()
    {
        RetryableErrorPatterns = ["connection (reset|refused)", "HTTP 5[0-9]{2}", "rate limit(ed)?|too many requests"],
    };

    private readonly string _error = string.Concat(Enumerable.Repeat("2026-01-01T00:00:00Z INFO reading page 17 of 230 of /v1/customers\n", LongestError))[..(LongestError - 32)] + "requests: 429 Too Many Requests";

    /// <summary>By the exit code alone.</summary>
    [Benchmark]
    public TimeSpan? ByExitCode() => RetryDecision.NextDelay(ByCode, 2, error: null, retriesUsed: 1);

    /// <summary>By three patterns, of which the last is found at the end of the longest error text there can be.</summary>
    [Benchmark]
    public TimeSpan? ByErrorText() => RetryDecision.NextDelay(ByText, 2, _error, retriesUsed: 1);
}
