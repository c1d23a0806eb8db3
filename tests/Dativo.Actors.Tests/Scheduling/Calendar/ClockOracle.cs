namespace Dativo.Actors.Tests.Scheduling.Calendar;

/// <summary>
/// Looks at a zone's clock step by step through a window and says from first principles when an expression is due:
/// slow, and shares nothing with the code under test.
/// </summary>
internal sealed class ClockOracle
{
    private readonly List<(DateTime Utc, DateTime Local)> readings = [];

    /// <summary>Reads the clock of <paramref name="zone"/> through [from, until] every <paramref name="step"/>; both ends on whole steps.</summary>
    public ClockOracle(TimeZoneInfo zone, DateTime from, DateTime until, TimeSpan step)
    {
        Zone = zone;
        Step = step;
        for (var utc = from; utc <= until; utc += step)
            readings.Add((utc, utc + zone.GetUtcOffset(utc)));
    }

    public TimeZoneInfo Zone { get; }

    public TimeSpan Step { get; }

    public DateTime From => readings[0].Utc;

    public DateTime Until => readings[^1].Utc;

    /// <summary>Every instant (UTC) of the window at which the expression is due.</summary>
    public List<DateTime> Due(GeneratedCron cron)
    {
        var shown = new HashSet<DateTime>();
        var due = new List<DateTime>();
        for (var i = 0; i < readings.Count; i++)
        {
            var (utc, local) = readings[i];
            var isFirst = shown.Add(local);
            var isDue = cron.Matches(local) && (cron.IsIntervalLike || isFirst);
            if (!isDue && i > 0 && !cron.HasEveryHour)
                isDue = Skipped(readings[i - 1].Local, local).Any(time => !shown.Contains(time) && cron.Matches(time));
            if (isDue)
                due.Add(utc);
        }

        return due;
    }

    /// <summary>The times the clock left out between two readings, save those on dates it left out altogether.</summary>
    private IEnumerable<DateTime> Skipped(DateTime before, DateTime now)
    {
        for (var time = before + Step; time < now; time += Step)
        {
            var isWholeDateSkipped = before < time.Date && time.Date.AddDays(1) <= now;
            if (!isWholeDateSkipped)
                yield return time;
        }
    }
}
