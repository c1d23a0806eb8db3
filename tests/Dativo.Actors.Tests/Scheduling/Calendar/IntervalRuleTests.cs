using CsCheck;
using Dativo.Actors.Scheduling.Calendar;

namespace Dativo.Actors.Tests.Scheduling.Calendar;

public class IntervalRuleTests
{
    [Fact]
    public void It_is_due_at_whole_multiples_from_the_anchor_before_it_too()
    {
        Assert.True(IntervalRule.TryCreate(TimeSpan.FromHours(6), Instants.Parse("2030-01-01T01:30Z"), out var rule, out _));

        Assert.Equal(Instants.Parse("2026-06-01T07:30Z"), rule.NextAfter(Instants.Parse("2026-06-01T05:00Z")));
        Assert.Equal(Instants.Parse("2030-01-01T01:30Z"), rule.NextAfter(Instants.Parse("2030-01-01T01:29Z")));
        Assert.Equal(Instants.Parse("2030-01-01T07:30Z"), rule.NextAfter(Instants.Parse("2030-01-01T01:30Z")));
    }

    [Fact]
    public void The_next_instant_is_the_only_multiple_within_one_interval()
    {
        Gen.Select(Gen.Long[TimeSpan.TicksPerSecond, IntervalRule.Longest.Ticks], Gen.Long[0, DateTime.MaxValue.Ticks], Gen.Long[0, DateTime.MaxValue.Ticks]).Sample(
            (interval, anchor, at) =>
            {
                var start = new DateTimeOffset(anchor, TimeSpan.Zero);
                Assert.True(IntervalRule.TryCreate(TimeSpan.FromTicks(interval), start, out var rule, out _));

                var next = rule.NextAfter(new DateTimeOffset(at, TimeSpan.Zero));

                if (next is null)
                {
                    Assert.True(at > DateTime.MaxValue.Ticks - interval);
                    return;
                }

                Assert.InRange(next.Value.UtcTicks, at + 1, at + interval);
                Assert.Equal(0, (next.Value.UtcTicks - anchor) % interval);
                Assert.Equal(TimeSpan.Zero, next.Value.Offset);
            });
    }

    [Theory]
    [InlineData(0, "an interval of 0 s is not possible (allowed: 1 to 3155760000 seconds)")]
    [InlineData(-5, "an interval of -5 s is not possible (allowed: 1 to 3155760000 seconds)")]
    [InlineData(0.5, "an interval of 0.5 s is not possible (allowed: 1 to 3155760000 seconds)")]
    [InlineData(4e9, "an interval of 4000000000 s is not possible (allowed: 1 to 3155760000 seconds)")]
    public void An_interval_out_of_range_is_rejected(double seconds, string expected)
    {
        Assert.False(IntervalRule.TryCreate(TimeSpan.FromSeconds(seconds), out var rule, out var error));

        Assert.Null(rule);
        Assert.Equal(expected, error);
    }

    [Fact]
    public void A_fingerprint_tells_intervals_and_phases_apart_and_nothing_else()
    {
        Assert.Equal("interval 3600 s from 0 s", Fingerprint(3600, "1970-01-01T00:00Z"));
        Assert.Equal("interval 3600 s from 600 s", Fingerprint(3600, "2026-01-01T05:10+03"));
        Assert.Equal(Fingerprint(3600, "1970-01-01T00:00Z"), Fingerprint(3600, "1969-12-31T07:00Z"));
        Assert.NotEqual(Fingerprint(3600, "1970-01-01T00:00Z"), Fingerprint(7200, "1970-01-01T00:00Z"));
    }

    private static string Fingerprint(int seconds, string anchor)
    {
        Assert.True(IntervalRule.TryCreate(TimeSpan.FromSeconds(seconds), Instants.Parse(anchor), out var rule, out _));
        return rule.Fingerprint;
    }
}
