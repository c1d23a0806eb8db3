using Dativo.Actors.Configuration;

namespace Dativo.Actors.Tests.Configuration;

public class SuggestionTests
{
    private static readonly string[] Words = ["name", "config", "cron", "interval_seconds", "timeout_seconds", "max_concurrent_runs"];

    [Theory]
    [InlineData("cronn", "cron")]
    [InlineData("corn", "cron")]
    [InlineData("Config", "config")]
    [InlineData("confg", "config")]
    [InlineData("interval-seconds", "interval_seconds")]
    [InlineData("intervalSecond", "interval_seconds")]
    [InlineData("timeout", "timeout_seconds")]
    [InlineData("max_concurrency_runs", "max_concurrent_runs")]
    public void The_nearest_word_is_found(string word, string meant) => Assert.Equal(meant, Suggestion.Nearest(word, Words));

    [Theory]
    [InlineData("owner")]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("na")]
    [InlineData("___")]
    public void A_word_like_no_other_has_none(string word) => Assert.Null(Suggestion.Nearest(word, Words));

    [Fact]
    public void A_very_long_word_is_not_compared() => Assert.Null(Suggestion.Nearest(new string('n', 100_000), Words));
}
