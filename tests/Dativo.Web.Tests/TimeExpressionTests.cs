using Dativo.Web.Contract;
using Dativo.Web.Tests.Doubles;

namespace Dativo.Web.Tests;

public sealed class TimeExpressionTests
{
    [Theory]
    [InlineData("90s", "2026-01-31T11:58:30Z")]
    [InlineData("30m", "2026-01-31T11:30:00Z")]
    [InlineData("2h", "2026-01-31T10:00:00Z")]
    [InlineData("1d", "2026-01-30T12:00:00Z")]
    [InlineData("1d2h3m4s", "2026-01-30T09:56:56Z")]
    [InlineData(" 0s ", "2026-01-31T12:00:00Z")]
    [InlineData("2026-01-31", "2026-01-31T00:00:00Z")]
    [InlineData("2026-01-31T06:00", "2026-01-31T06:00:00Z")]
    [InlineData("2026-01-31 06:00:01.25+02:00", "2026-01-31T04:00:01.25Z")]
    [InlineData("2026-01-31T06:00:00Z", "2026-01-31T06:00:00Z")]
    public void A_point_in_the_past_is_an_instant_or_counted_back_from_now(string text, string expected)
    {
        Assert.True(TimeExpression.TryParsePast(text, Samples.Noon, out var instant));
        Assert.Equal(Samples.At(expected), instant);
        Assert.Equal(TimeSpan.Zero, instant.Offset);
    }

    [Fact]
    public void A_point_in_the_future_is_counted_on_from_now()
    {
        Assert.True(TimeExpression.TryParseFuture("1h30m", Samples.Noon, out var instant));
        Assert.Equal(Samples.At("2026-01-31T13:30:00Z"), instant);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("h")]
    [InlineData("-2h")]
    [InlineData("1.5h")]
    [InlineData("2 h")]
    [InlineData("30m1h")]
    [InlineData("1h1h")]
    [InlineData("2w")]
    [InlineData("99999999999999999999d")]
    [InlineData("36501d")]
    [InlineData("36500d")]
    [InlineData("31.01.2026")]
    [InlineData("2026-02-30")]
    [InlineData("tomorrow")]
    public void Anything_else_is_refused(string text) => Assert.False(TimeExpression.TryParsePast(text, Samples.Noon, out _));
}
