using System.Diagnostics.CodeAnalysis;

namespace Dativo.Actors.Scheduling.Calendar;

/// <summary>
/// Every so many seconds, counted from an anchor: due at anchor + k x interval for every whole k, negative ones too.
/// The anchor fixes the phase, not the start, so every node and every restart agrees without stored state.
/// </summary>
public sealed class IntervalRule : IScheduleRule
{
    /// <summary>The shortest interval: one second.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>The longest interval: 36,525 days, a century.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(36_525);

    private readonly long _phase;
    private string? _fingerprint;

    private IntervalRule(TimeSpan interval, DateTimeOffset anchor)
    {
        Interval = interval;
        Anchor = anchor.ToUniversalTime();
        _phase = anchor.UtcTicks % interval.Ticks;
    }

    /// <summary>The time from one occurrence to the next.</summary>
    public TimeSpan Interval { get; }

    /// <summary>One of the occurrences, in UTC; the Unix epoch unless it was chosen.</summary>
    public DateTimeOffset Anchor { get; }

    /// <inheritdoc />
    public string Fingerprint => _fingerprint ??= $"interval {Seconds(Interval.Ticks)} s from {Seconds(PhaseFromEpoch)} s";

    private long PhaseFromEpoch
    {
        get
        {
            var rest = (Anchor.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) % Interval.Ticks;
            return rest < 0 ? rest + Interval.Ticks : rest;
        }
    }

    /// <summary>Makes the rule for <paramref name="interval"/>, counted from the Unix epoch.</summary>
    /// <inheritdoc cref="TryCreate(TimeSpan, DateTimeOffset, out IntervalRule, out string)" />
    public static bool TryCreate(
        TimeSpan interval,
        [NotNullWhen(true)] out IntervalRule? rule,
        [NotNullWhen(false)] out string? error) =>
        TryCreate(interval, DateTimeOffset.UnixEpoch, out rule, out error);

    /// <summary>Makes the rule for <paramref name="interval"/>, counted from <paramref name="anchor"/>.</summary>
    /// <param name="interval">From <see cref="Shortest"/> to <see cref="Longest"/>.</param>
    /// <param name="anchor">Any instant; only its phase matters.</param>
    /// <param name="rule">The rule, when the interval is allowed.</param>
    /// <param name="error">One line that says what is allowed, otherwise.</param>
    public static bool TryCreate(
        TimeSpan interval,
        DateTimeOffset anchor,
        [NotNullWhen(true)] out IntervalRule? rule,
        [NotNullWhen(false)] out string? error)
    {
        var isAllowed = interval >= Shortest && interval <= Longest;
        error = isAllowed
            ? null
            : $"an interval of {Seconds(interval.Ticks)} s is not possible (allowed: {Seconds(Shortest.Ticks)} to {Seconds(Longest.Ticks)} seconds)";
        rule = isAllowed ? new IntervalRule(interval, anchor) : null;
        return isAllowed;
    }

    /// <inheritdoc />
    public DateTimeOffset? NextAfter(DateTimeOffset instant)
    {
        // Both are at least zero, so the division rounds down except just before the first occurrence of all.
        var sincePhase = instant.UtcTicks - _phase;
        var next = sincePhase < 0 ? _phase : _phase + (sincePhase / Interval.Ticks + 1) * Interval.Ticks;
        return next <= DateTimeOffset.MaxValue.UtcTicks ? new DateTimeOffset(next, TimeSpan.Zero) : null;
    }

    /// <inheritdoc />
    public override string ToString() => Fingerprint;

    private static string Seconds(long ticks) => FormattableString.Invariant($"{(decimal)ticks / TimeSpan.TicksPerSecond:0.#######}");
}
