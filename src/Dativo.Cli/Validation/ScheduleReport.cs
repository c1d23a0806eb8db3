using System.Collections.Immutable;
using Dativo.Actors.Configuration;
using Dativo.Actors.Scheduling.Calendar;

namespace Dativo.Cli.Validation;

/// <summary>What <c>validate</c> has to say of one schedule.</summary>
/// <param name="Schedule">The schedule.</param>
/// <param name="State"><c>active</c>, <c>disabled</c>, or <c>invalid</c> when its job file is broken.</param>
/// <param name="Zone">Its zone.</param>
/// <param name="Next">Its next instants, in UTC; none for one that does not fire.</param>
/// <param name="DstWarnings">Fixed times that coming changes of the zone's clock skip or repeat.</param>
internal sealed record ScheduleReport(
    ScheduleDefinition Schedule,
    string State,
    TimeZoneInfo Zone,
    ImmutableArray<DateTimeOffset> Next,
    ImmutableArray<string> DstWarnings)
{
    private const int Fires = 3;

    /// <summary>A little more than a year: every change of a year's round is in it.</summary>
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(370);

    public static ScheduleReport Of(ScheduleDefinition schedule, DateTimeOffset now)
    {
        var state = (schedule.InvalidReason, schedule.Enabled) switch
        {
            (not null, _) => "invalid",
            (_, false) => "disabled",
            _ => "active",
        };
        var zone = TimeZones.TryFind(schedule.Timezone, out var found, out _) ? found : TimeZoneInfo.Utc;
        var next = ImmutableArray.CreateBuilder<DateTimeOffset>(Fires);
        var last = now;
        while (state == "active" && next.Count < Fires && schedule.Rule.NextAfter(last) is { } instant)
        {
            next.Add(instant);
            last = instant;
        }

        return new ScheduleReport(
            schedule,
            state,
            zone,
            next.ToImmutable(),
            schedule.Rule is CronRule rule ? [.. Actors.Scheduling.Calendar.DstWarnings.For(rule, now, now + Horizon).Select(static warning => warning.ToString())] : []);
    }

    /// <summary>An instant in the schedule's zone, with its offset.</summary>
    public DateTimeOffset Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Zone);
}
