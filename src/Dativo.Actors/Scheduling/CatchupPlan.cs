using System.Collections.Immutable;
using System.Globalization;
using Dativo.Actors.Configuration;
using Dativo.Actors.Scheduling.Calendar;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Scheduling;

/// <summary>
/// Decides what becomes of a schedule's occurrences that lie in a span of time: which are on time, which were missed,
/// and which of the missed ones run.
/// </summary>
internal static class CatchupPlan
{
    /// <summary>
    /// How many occurrences of one span are listed one by one. A schedule of every second that nobody served for a month
    /// would otherwise be millions of rows; the oldest row then says how many it stands for.
    /// </summary>
    public const int MaxListed = 1000;

    /// <summary>A start later than this is a missed occurrence, however long the schedule's period.</summary>
    public static readonly TimeSpan LongestGrace = TimeSpan.FromSeconds(60);

    /// <summary>A running scheduler that is held up for less than this missed nothing.</summary>
    public static readonly TimeSpan HiccupGrace = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The occurrences in (<paramref name="after"/>, <paramref name="until"/>], oldest first, with what becomes of them.
    /// An occurrence counts as on time when it is late by at most a tenth of the time to the next one (a minute at the
    /// most), so that a failover makes no missed occurrence of a daily run; with <paramref name="wasRunning"/> by at
    /// least <see cref="HiccupGrace"/>. <paramref name="paused"/>: the span is an operator's pause, nothing in it is on time.
    /// </summary>
    public static ImmutableArray<DueOccurrence> Of(
        ScheduleDefinition schedule,
        DateTimeOffset after,
        DateTimeOffset until,
        bool wasRunning,
        bool paused)
    {
        var listed = new Queue<DateTimeOffset>();
        DateTimeOffset? firstUnlisted = null;
        DateTimeOffset lastUnlisted = default;
        long unlisted = 0;
        foreach (var occurrence in Occurrences.Between(schedule.Rule, after, until))
        {
            listed.Enqueue(occurrence);
            if (listed.Count <= MaxListed)
                continue;
            lastUnlisted = listed.Dequeue();
            firstUnlisted ??= lastUnlisted;
            unlisted++;
        }

        if (listed.Count == 0)
            return [];
        var skipped = paused ? DueKind.Disabled : DueKind.Missed;
        var plan = ImmutableArray.CreateBuilder<DueOccurrence>(listed.Count + 1);
        if (firstUnlisted is { } first)
        {
            var others = unlisted == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"; this row stands for {unlisted:N0} occurrences up to {lastUnlisted:yyyy-MM-dd'T'HH:mm:ss'Z'}");
            plan.Add(new DueOccurrence(first, skipped, $"{Cause(paused)}, and more than {MaxListed} newer ones were too{others}"));
        }

        var instants = listed.ToArray();
        var newest = instants[^1];
        var newestIsOnTime = !paused && IsOnTime(schedule, newest, until, wasRunning);
        foreach (var occurrence in instants)
            plan.Add(Decide(schedule, occurrence, newest, newestIsOnTime, until, wasRunning, paused, skipped));
        return plan.ToImmutable();
    }

    private static DueOccurrence Decide(
        ScheduleDefinition schedule,
        DateTimeOffset occurrence,
        DateTimeOffset newest,
        bool newestIsOnTime,
        DateTimeOffset until,
        bool wasRunning,
        bool paused,
        DueKind skipped)
    {
        if (!paused && IsOnTime(schedule, occurrence, until, wasRunning))
            return new DueOccurrence(occurrence, DueKind.Due);
        if (schedule.Catchup == CatchupPolicy.None)
            return new DueOccurrence(occurrence, skipped, $"{Cause(paused)}, and catchup is none");
        if (schedule.CatchupWindow is { } window && until - occurrence > window)
            return new DueOccurrence(occurrence, skipped, string.Create(CultureInfo.InvariantCulture, $"{Cause(paused)}, longer ago than catchup_window_seconds ({window.TotalSeconds:0.###})"));
        if (schedule.Catchup == CatchupPolicy.All || (occurrence == newest && !newestIsOnTime))
            return new DueOccurrence(occurrence, DueKind.CatchUp);
        return new DueOccurrence(
            occurrence,
            skipped,
            string.Create(CultureInfo.InvariantCulture, $"{Cause(paused)}, and catchup is latest: the occurrence of {newest:yyyy-MM-dd'T'HH:mm:ss'Z'} runs in its place"));
    }

    private static string Cause(bool paused) => paused ? "the schedule was paused when it was due" : "no node was up when it was due";

    private static bool IsOnTime(ScheduleDefinition schedule, DateTimeOffset occurrence, DateTimeOffset now, bool wasRunning)
    {
        var late = now - occurrence;
        if (wasRunning && late <= HiccupGrace)
            return true;
        if (late > LongestGrace)
            return false;
        var period = (schedule.Rule.NextAfter(occurrence) ?? DateTimeOffset.MaxValue) - occurrence;
        return late <= period / 10;
    }
}
