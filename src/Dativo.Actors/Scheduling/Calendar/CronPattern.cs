using Cronos;

namespace Dativo.Actors.Scheduling.Calendar;

/// <summary>
/// What a cron expression says about local times, without a zone. Cronos does the matching, on local times alone:
/// its own treatment of zones is not used.
/// </summary>
internal sealed class CronPattern
{
    private readonly CronExpression[] alternatives;

    /// <param name="text">The expression as written.</param>
    /// <param name="normalized">The same for all spellings of one expression.</param>
    /// <param name="alternatives">A local time matches when one of these does.</param>
    /// <param name="isIntervalLike">See <see cref="IsIntervalLike"/>.</param>
    /// <param name="hasEveryHour">See <see cref="HasEveryHour"/>.</param>
    public CronPattern(string text, string normalized, CronExpression[] alternatives, bool isIntervalLike, bool hasEveryHour)
    {
        Text = text;
        Normalized = normalized;
        this.alternatives = alternatives;
        IsIntervalLike = isIntervalLike;
        HasEveryHour = hasEveryHour;
    }

    public string Text { get; }

    public string Normalized { get; }

    /// <summary>Whether it is due in both copies of a repeated time: a <c>*</c>, step or range in the second, minute or hour, or every hour.</summary>
    public bool IsIntervalLike { get; }

    /// <summary>Whether the hour field admits every hour: then the end of a gap is no occurrence of its own.</summary>
    public bool HasEveryHour { get; }

    /// <summary>The first matching local time at or after <paramref name="fromTicks"/>, in ticks; null when there is none up to the year 9999.</summary>
    public long? NextLocal(long fromTicks)
    {
        var from = new DateTime(fromTicks, DateTimeKind.Utc);
        var earliest = alternatives[0].GetNextOccurrence(from, inclusive: true)?.Ticks;
        for (var i = 1; i < alternatives.Length; i++)
        {
            var next = alternatives[i].GetNextOccurrence(from, inclusive: true)?.Ticks;
            if (earliest is null || next < earliest)
                earliest = next;
        }

        return earliest;
    }
}
