using System.Collections.Immutable;
using Dativo.Actors.Jobs;

namespace Dativo.Actors.Configuration.Reading;

/// <summary>Reads the <c>retry_config</c> of a job file.</summary>
internal static class RetryReader
{
    public static RetryPolicy Read(SectionReader retry, PatternCheck patterns)
    {
        retry.WarnOfUnknownKeys();
        var defaults = new RetryPolicy();
        var errors = retry.Texts("retryable_error_patterns") ?? [];
        var policy = new RetryPolicy
        {
            MaxRetries = retry.WholeNumber("max_retries") ?? defaults.MaxRetries,
            InitialDelay = retry.Seconds("initial_delay_seconds") ?? defaults.InitialDelay,
            MaxDelay = retry.Seconds("max_delay_seconds") ?? defaults.MaxDelay,
            BackoffMultiplier = (double?)retry.Number("backoff_multiplier") ?? defaults.BackoffMultiplier,
            RetryableExitCodes = retry.WholeNumbers("retryable_exit_codes") is { } codes ? [.. codes.Distinct()] : defaults.RetryableExitCodes,
            RetryableErrorPatterns = [.. errors.Select(static text => text.Text)],
        };
        CheckPatterns(retry, errors, patterns);
        if (policy.MaxDelay < policy.InitialDelay && policy.MaxRetries > 0)
            retry.Warn("initial_delay_seconds", $"is longer than max_delay_seconds, so every delay is that of max_delay_seconds");
        if (policy is { MaxRetries: > 0, RetryableExitCodes.Length: 0 })
            retry.Warn("retryable_exit_codes", "is an empty list, so nothing is ever tried again");
        return policy;
    }

    private static void CheckPatterns(SectionReader retry, ImmutableArray<ScalarText> texts, PatternCheck patterns)
    {
        for (var index = 0; index < texts.Length; index++)
        {
            if (patterns.Problem(texts[index].Text) is { } problem)
                retry.Diagnostics.Error(texts[index].Node, retry.PathOf($"retryable_error_patterns[{index}]"), $"{problem}: {texts[index].Shown}");
        }
    }
}
