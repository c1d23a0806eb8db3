using System.Diagnostics.CodeAnalysis;

namespace Dativo.Actors.Scheduling.Calendar;

/// <summary>
/// A cron expression in a time zone. Immutable and small: the parsed expression and the zone's changes are shared
/// by all rules that have them in common.
/// </summary>
/// <remarks>
/// <para>Instants that local time makes difficult:</para>
/// <list type="bullet">
/// <item>a local time that a gap skips is due once at the end of the gap, however many of the rule's times the gap
/// skips; not so when the hour field admits every hour, nor when the zone skips the whole date;</item>
/// <item>a local time that comes twice is due once, at the first, unless the rule is interval-like
/// (a <c>*</c>, a step or a range in the second, minute or hour field, or every hour): then at both.</item>
/// </list>
/// </remarks>
public sealed class CronRule : IScheduleRule
{
    // No local time is off UTC by more than this (TimeZoneInfo's own limit).
    private const long MaxOffset = 14 * TimeSpan.TicksPerHour;

    // Leaves room for every offset at both ends of what DateTime can hold.
    private const long FirstInstant = 2 * TimeSpan.TicksPerDay;
    internal static readonly long LastInstant = DateTime.MaxValue.Ticks - 2 * TimeSpan.TicksPerDay;

    private readonly CronPattern pattern;
    private readonly ZoneTimeline timeline;
    private string? fingerprint;

    private CronRule(CronPattern pattern, ZoneTimeline timeline)
    {
        this.pattern = pattern;
        this.timeline = timeline;
    }

    /// <summary>The expression as written, without blanks around it.</summary>
    public string Expression => pattern.Text;

    /// <summary>The zone whose local time the fields mean.</summary>
    public TimeZoneInfo Zone => timeline.Zone;

    /// <inheritdoc />
    public string Fingerprint => fingerprint ??= $"cron {pattern.Normalized} {Zone.Id}";

    internal CronPattern Pattern => pattern;

    internal ZoneTimeline Timeline => timeline;

    /// <summary>
    /// Reads <paramref name="expression"/>: five fields (minute, hour, day of month, month, day of week), six with
    /// the second first, or a macro such as <c>@daily</c>.
    /// </summary>
    /// <param name="expression">The expression; blanks around it and between its fields do not matter.</param>
    /// <param name="zone">The zone whose local time the fields mean.</param>
    /// <param name="rule">The rule, when the expression is valid and can ever be due.</param>
    /// <param name="error">One line that names the field, the value and what is allowed, otherwise.</param>
    public static bool TryParse(
        string expression,
        TimeZoneInfo zone,
        [NotNullWhen(true)] out CronRule? rule,
        [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(zone);
        rule = CronPatterns.TryGet(expression, out var pattern, out error)
            ? new CronRule(pattern, ZoneTimeline.Of(zone))
            : null;
        return rule is not null;
    }

    /// <inheritdoc />
    /// <remarks>Instants before 3 January of the year 1 count as that day; there are none after 29 December 9999.</remarks>
    public DateTimeOffset? NextAfter(DateTimeOffset instant)
    {
        var from = Math.Max(instant.UtcTicks + 1, FirstInstant);
        var next = timeline.FixedOffset is { } offset ? NextIn(offset, from) : NextAmongChanges(from);
        return next is { } ticks && ticks <= LastInstant ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
    }

    /// <inheritdoc />
    public override string ToString() => Fingerprint;

    private long? NextIn(long offset, long from)
    {
        if (from > LastInstant)
            return null;
        var local = pattern.NextLocal(from + offset);
        return local - offset;
    }

    private long? NextAmongChanges(long from)
    {
        var at = from;
        while (at <= LastInstant)
        {
            var stretch = timeline.At(at);
            if (at == stretch.Start && IsDueAtEndOfGap(stretch))
                return at;

            var localFrom = at + stretch.Offset;
            // What the clock has shown before was due then.
            if (!pattern.IsIntervalLike && localFrom < stretch.ShownBefore)
                localFrom = stretch.ShownBefore;
            if (pattern.NextLocal(localFrom) is not { } local)
                return null;
            if (local - stretch.Offset < stretch.End)
                return local - stretch.Offset;

            // Nothing later is due before `local` is near in any offset, except where the clock goes back to times
            // before localFrom, and that it can do only within twice the largest offset.
            at = stretch.End - from > 2 * MaxOffset ? Math.Max(stretch.End, local - MaxOffset) : stretch.End;
        }

        return null;
    }

    /// <summary>Whether the gap that ends where <paramref name="stretch"/> starts skips a local time of this rule.</summary>
    private bool IsDueAtEndOfGap(in ZoneStretch stretch) => !pattern.HasEveryHour && SkippedBy(stretch).Any();

    /// <summary>The rule's local times (in ticks) that the gap before <paramref name="stretch"/> skips, save whole dates it skips.</summary>
    internal IEnumerable<long> SkippedBy(ZoneStretch stretch)
    {
        var gapStart = stretch.ShownBefore;
        var gapEnd = stretch.Start + stretch.Offset;
        if (gapStart >= gapEnd)
            yield break;

        var from = gapStart;
        while (pattern.NextLocal(from) is { } local && local < gapEnd)
        {
            var dayStart = local - local % TimeSpan.TicksPerDay;
            var dayEnd = dayStart + TimeSpan.TicksPerDay;
            if (dayStart >= gapStart && dayEnd <= gapEnd)
            {
                from = dayEnd;
                continue;
            }

            yield return local;
            from = local + 1;
        }
    }
}
