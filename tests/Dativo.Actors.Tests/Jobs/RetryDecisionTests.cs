using Dativo.Actors.Jobs;

namespace Dativo.Actors.Tests.Jobs;

public sealed class RetryDecisionTests
{
    private static readonly RetryPolicy Documented = new()
    {
        MaxRetries = 3,
        InitialDelay = TimeSpan.FromSeconds(5),
        MaxDelay = TimeSpan.FromSeconds(300),
        BackoffMultiplier = 2.0,
        RetryableExitCodes = [1, 2],
    };

    private static readonly RetryPolicy WithPatterns = Documented with
    {
        RetryableErrorPatterns = ["ConnectionError", "Rate limit exceeded", @"HTTP 5\d\d"],
    };

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    [InlineData(3, 40)]
    [InlineData(4, 80)]
    [InlineData(5, 160)]
    [InlineData(6, 300)]
    [InlineData(7, 300)]
    public void The_documented_policy_waits_initial_times_multiplier_to_the_n_and_no_longer_than_its_cap(int retry, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryDecision.DelayOf(Documented, retry));

    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 20)]
    [InlineData(2, 40)]
    [InlineData(3, 60)]
    public void The_example_of_1_3_0_is_capped_at_a_minute(int retry, int seconds)
    {
        var policy = Documented with { InitialDelay = TimeSpan.FromSeconds(10), MaxDelay = TimeSpan.FromSeconds(60) };
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryDecision.DelayOf(policy, retry));
    }

    [Fact]
    public void A_present_retry_config_that_says_nothing_has_the_documented_values() => Assert.Equal(Documented, new RetryPolicy());

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(int.MaxValue)]
    public void A_multiplier_of_one_keeps_the_delay(int retry) =>
        Assert.Equal(TimeSpan.FromSeconds(5), RetryDecision.DelayOf(Documented with { BackoffMultiplier = 1.0 }, retry));

    [Theory]
    [InlineData(62)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(1_023)]
    [InlineData(1_024)]
    [InlineData(int.MaxValue)]
    public void A_power_too_large_for_any_number_is_the_cap(int retry) =>
        Assert.Equal(TimeSpan.FromSeconds(300), RetryDecision.DelayOf(Documented, retry));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_024)]
    [InlineData(int.MaxValue)]
    public void No_initial_delay_means_no_delay_at_any_retry(int retry) =>
        Assert.Equal(TimeSpan.Zero, RetryDecision.DelayOf(Documented with { InitialDelay = TimeSpan.Zero }, retry));

    [Fact]
    public void An_initial_delay_beyond_the_cap_is_the_cap() =>
        Assert.Equal(
            TimeSpan.FromSeconds(3),
            RetryDecision.DelayOf(Documented with { InitialDelay = TimeSpan.FromSeconds(10), MaxDelay = TimeSpan.FromSeconds(3) }, 0));

    [Theory]
    [InlineData(1.1, 1, 55_000_000)]
    [InlineData(1.1, 2, 60_500_000)]
    [InlineData(1.1, 3, 66_550_000)]
    [InlineData(1.15, 1, 57_500_000)]
    [InlineData(1.7, 2, 144_500_000)]
    [InlineData(1.3, 4, 142_805_000)]
    public void A_fractional_multiplier_is_exact_to_the_tick(double multiplier, int retry, long ticks) =>
        Assert.Equal(ticks, RetryDecision.DelayOf(Documented with { BackoffMultiplier = multiplier }, retry).Ticks);

    [Fact]
    public void There_is_no_retry_before_the_first() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RetryDecision.DelayOf(Documented, -1));

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(0, false)]
    [InlineData(3, false)]
    [InlineData(137, false)]
    [InlineData(-1, false)]
    public void Only_the_policys_exit_codes_are_tried_again(int exitCode, bool retryable) =>
        Assert.Equal(retryable, RetryDecision.IsRetryable(Documented, exitCode, null));

    [Fact]
    public void Success_is_never_tried_again_even_where_a_policy_lists_it() =>
        Assert.False(RetryDecision.IsRetryable(Documented with { RetryableExitCodes = [0, 1] }, 0, null));

    [Fact]
    public void A_policy_without_exit_codes_tries_nothing_again() =>
        Assert.False(RetryDecision.IsRetryable(Documented with { RetryableExitCodes = [] }, 2, null));

    [Theory]
    [InlineData("ConnectionError: refused", true)]
    [InlineData("connectionerror: refused", true)]
    [InlineData("first line\nRATE LIMIT EXCEEDED\nlast line", true)]
    [InlineData("upstream said HTTP 503", true)]
    [InlineData("upstream said HTTP 404", false)]
    [InlineData("permission denied", false)]
    public void With_patterns_one_of_them_must_match_the_error_text_in_any_case(string error, bool retryable) =>
        Assert.Equal(retryable, RetryDecision.IsRetryable(WithPatterns, 2, error));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \n")]
    public void Without_error_text_the_exit_code_alone_decides(string? error)
    {
        Assert.True(RetryDecision.IsRetryable(WithPatterns, 2, error));
        Assert.False(RetryDecision.IsRetryable(WithPatterns, 3, error));
    }

    [Fact]
    public void A_matching_pattern_does_not_save_an_exit_code_that_is_not_listed() =>
        Assert.False(RetryDecision.IsRetryable(WithPatterns, 3, "ConnectionError"));

    [Fact]
    public void A_pattern_that_backtracks_without_end_elsewhere_answers_in_linear_time() =>
        Assert.False(RetryDecision.IsRetryable(Documented with { RetryableErrorPatterns = ["(a+)+$"] }, 2, new string('a', 8_000) + "b"));

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    public void Retries_that_are_left_come_after_their_delay(int retriesUsed, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryDecision.NextDelay(Documented, 2, null, retriesUsed));

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void No_attempt_follows_when_the_retries_are_used_up(int retriesUsed) =>
        Assert.Null(RetryDecision.NextDelay(Documented, 2, null, retriesUsed));

    [Fact]
    public void No_attempt_follows_what_is_not_retryable() => Assert.Null(RetryDecision.NextDelay(WithPatterns, 2, "permission denied", 0));

    [Fact]
    public void Without_retry_config_nothing_is_tried_again() => Assert.Null(RetryDecision.NextDelay(RetryPolicy.None, 2, null, 0));
}
