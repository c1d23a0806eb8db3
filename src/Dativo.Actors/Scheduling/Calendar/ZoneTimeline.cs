using System.Runtime.CompilerServices;

namespace Dativo.Actors.Scheduling.Calendar;

/// <summary>
/// A zone as a sequence of stretches of constant offset, found by asking <see cref="TimeZoneInfo"/> for offsets alone:
/// what it says of invalid and ambiguous times is not right for every zone (changes of the standard offset, skipped
/// days). Found a year at a time when first asked for, then kept; one per zone.
/// </summary>
internal sealed class ZoneTimeline
{
    private const long YearLength = 366 * TimeSpan.TicksPerDay;
    private const int YearsPerPage = 128;

    // Between two looks at the offset it does not change and change back: the shortest stretch of any zone since 1900
    // is of almost four days (Africa/Freetown, September 1939).
    private const long Probe = 6 * TimeSpan.TicksPerHour;

    // Longer than any step of the clock, so that what was shown before a year starts is known there.
    private const long Lookback = 3 * TimeSpan.TicksPerDay;

    private static readonly ConditionalWeakTable<TimeZoneInfo, ZoneTimeline> Known = [];

    private readonly ZoneStretch[]?[]?[] pages = new ZoneStretch[]?[]?[DateTime.MaxValue.Ticks / YearLength / YearsPerPage + 1];

    private ZoneTimeline(TimeZoneInfo zone)
    {
        Zone = zone;
        FixedOffset = zone.GetAdjustmentRules().Length == 0 ? zone.BaseUtcOffset.Ticks : null;
    }

    public TimeZoneInfo Zone { get; }

    /// <summary>The offset of a zone that never changes it, in ticks; null for all others.</summary>
    public long? FixedOffset { get; }

    public static ZoneTimeline Of(TimeZoneInfo zone) => Known.GetValue(zone, static key => new ZoneTimeline(key));

    /// <summary>
    /// The stretch that has the instant in it. Stretches are cut where a year of the table ends; such a cut has
    /// neither a gap nor a repetition.
    /// </summary>
    public ZoneStretch At(long utcTicks)
    {
        var stretches = Year((int)(utcTicks / YearLength));
        var index = 0;
        while (utcTicks >= stretches[index].End)
            index++;
        return stretches[index];
    }

    private ZoneStretch[] Year(int year)
    {
        // Two threads may both find the same year; they find the same, and either result may stay.
        var page = Volatile.Read(ref pages[year / YearsPerPage])
            ?? Interlocked.CompareExchange(ref pages[year / YearsPerPage], new ZoneStretch[]?[YearsPerPage], null)
            ?? pages[year / YearsPerPage]!;
        ref var slot = ref page[year % YearsPerPage];
        var stretches = Volatile.Read(ref slot);
        if (stretches is null)
        {
            stretches = Find(year * YearLength, Math.Min((year + 1) * YearLength, DateTime.MaxValue.Ticks));
            Volatile.Write(ref slot, stretches);
        }

        return stretches;
    }

    private ZoneStretch[] Find(long start, long end)
    {
        var stretches = new List<ZoneStretch>();
        var at = Math.Max(0, start - Lookback);
        var offset = OffsetAt(at);
        var shown = at + offset;
        while (at < end)
        {
            var change = NextChange(at, offset, end);
            if (change > start)
            {
                var cut = Math.Max(at, start);
                stretches.Add(new ZoneStretch(cut, change, offset, Math.Max(shown, cut == at ? shown : cut + offset)));
            }

            shown = Math.Max(shown, change + offset);
            at = change;
            if (at < end)
                offset = OffsetAt(at);
        }

        return [.. stretches];
    }

    /// <summary>The first instant after <paramref name="from"/> with another offset, or <paramref name="end"/>.</summary>
    private long NextChange(long from, long offset, long end)
    {
        for (var same = from; same < end - 1;)
        {
            var probe = Math.Min(same + Probe, end - 1);
            if (OffsetAt(probe) != offset)
                return FirstOther(same, probe, offset);
            same = probe;
        }

        return end;
    }

    private long FirstOther(long same, long other, long offset)
    {
        while (other - same > 1)
        {
            var middle = same + (other - same) / 2;
            if (OffsetAt(middle) == offset)
                same = middle;
            else
                other = middle;
        }

        return other;
    }

    private long OffsetAt(long utcTicks) => Zone.GetUtcOffset(new DateTime(utcTicks, DateTimeKind.Utc)).Ticks;
}
