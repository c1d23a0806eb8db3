using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Dativo.Actors.Jobs;

/// <summary>
/// The retry rules of dativo-ingest 1.3.0 as pure functions: the same policy, exit code, error text and number of
/// retries used always give the same answer.
/// </summary>
public static class RetryDecision
{
    // Patterns come from job files; a bound keeps a stream of changing files from filling the memory.
    private const int MaxCachedPatterns = 10_000;
    private static readonly ConcurrentDictionary<string, Regex> Patterns = new(StringComparer.Ordinal);

    /// <summary>
    /// The delay before retry number <paramref name="retry"/> (0 for the first):
    /// min(initial delay x multiplier^retry, max delay).
    /// </summary>
    public static TimeSpan DelayOf(RetryPolicy policy, int retry)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(retry);
        // Zero times a power too large for a number is no number, and would count as the longest delay.
        if (policy.InitialDelay == TimeSpan.Zero)
            return TimeSpan.Zero;
        var ticks = Math.Round(policy.InitialDelay.Ticks * Math.Pow(policy.BackoffMultiplier, retry));
        return ticks < policy.MaxDelay.Ticks ? TimeSpan.FromTicks((long)ticks) : policy.MaxDelay;
    }

    /// <summary>
    /// Whether an attempt that ended with this exit code and error text may be tried again, retries being left:
    /// the code is one of the policy's, and, where the policy has patterns and there is error text, one of them matches.
    /// </summary>
    public static bool IsRetryable(RetryPolicy policy, int exitCode, string? error)
    {
        if (exitCode == 0 || !policy.RetryableExitCodes.Contains(exitCode))
            return false;
        if (policy.RetryableErrorPatterns.IsEmpty || string.IsNullOrWhiteSpace(error))
            return true;
        return policy.RetryableErrorPatterns.Any(pattern => Compiled(pattern).IsMatch(error));
    }

    /// <summary>
    /// The delay before the next attempt after one that ended with <paramref name="exitCode"/>, when
    /// <paramref name="retriesUsed"/> retries have been used; null when there is no next attempt.
    /// </summary>
    public static TimeSpan? NextDelay(RetryPolicy policy, int exitCode, string? error, int retriesUsed) =>
        retriesUsed < policy.MaxRetries && IsRetryable(policy, exitCode, error) ? DelayOf(policy, retriesUsed) : null;

    private static Regex Compiled(string pattern)
    {
        if (Patterns.TryGetValue(pattern, out var known))
            return known;
        if (Patterns.Count >= MaxCachedPatterns)
            Patterns.Clear();
        return Patterns.GetOrAdd(
            pattern,
            static text => new Regex(text, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking));
    }
}
