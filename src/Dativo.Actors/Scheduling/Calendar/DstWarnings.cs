using System.Collections.Immutable;

namespace Dativo.Actors.Scheduling.Calendar;

/// <summary>Finds the fixed local times of a rule that coming changes of its zone's clock touch.</summary>
public static class DstWarnings
{
    /// <summary>
    /// The local times of <paramref name="rule"/> that changes later than <paramref name="from"/> and not later than
    /// <paramref name="until"/> skip or repeat, in order. Rules that are interval-like (a <c>*</c>, a step or a range in
    /// the second, minute or hour, or every hour) have none: they mean no fixed time.
    /// </summary>
    public static ImmutableArray<DstWarning> For(CronRule rule, DateTimeOffset from, DateTimeOffset until)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var last = Math.Min(until.UtcTicks, CronRule.LastInstant);
        if (rule.Pattern.IsIntervalLike || rule.Timeline.FixedOffset is not null || from.UtcTicks >= last)
            return [];

        var warnings = ImmutableArray.CreateBuilder<DstWarning>();
        var stretch = rule.Timeline.At(from.UtcTicks);
        while (stretch.End <= last)
        {
            var before = stretch;
            stretch = rule.Timeline.At(stretch.End);
            // No change, but where a year of the timeline ends.
            if (stretch.Offset == before.Offset)
                continue;
            warnings.AddRange(Skipped(rule, stretch));
            warnings.AddRange(Repeated(rule, before, stretch));
        }

        return warnings.ToImmutable();
    }

    private static IEnumerable<DstWarning> Skipped(CronRule rule, ZoneStretch stretch)
    {
        var gapEnd = stretch.Start + stretch.Offset;
        var fires = new DateTimeOffset(gapEnd, TimeSpan.FromTicks(stretch.Offset));
        var due = rule.SkippedBy(stretch).ToHashSet();
        return LocalTimes(rule, stretch.ShownBefore, gapEnd)
            .Select(local => new DstWarning(
                DstWarningKind.Skipped,
                new DateTime(local),
                due.Contains(local) ? [fires] : [],
                rule.Zone));
    }

    private static IEnumerable<DstWarning> Repeated(CronRule rule, ZoneStretch before, ZoneStretch stretch)
    {
        var offset = TimeSpan.FromTicks(before.Offset);
        return LocalTimes(rule, stretch.Start + stretch.Offset, stretch.ShownBefore)
            .Select(local => new DstWarning(
                DstWarningKind.Repeated,
                new DateTime(local),
                [new DateTimeOffset(local, offset)],
                rule.Zone));
    }

    private static IEnumerable<long> LocalTimes(CronRule rule, long from, long end)
    {
        for (var at = from; at < end && rule.Pattern.NextLocal(at) is { } local && local < end; at = local + 1)
            yield return local;
    }
}
