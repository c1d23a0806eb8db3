using System.Globalization;
using Dativo.Actors.Scheduling.Calendar;

namespace Dativo.Actors.Configuration.Reading;

/// <summary>A rule, with how people read it: one for all schedules that have it.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Text">The rule as written.</param>
/// <param name="Timezone">The IANA id of its zone.</param>
internal sealed record NamedRule(IScheduleRule Rule, string Text, string Timezone)
{
    /// <summary>Stands where a rule is wrong, in a definition that nobody gets to see.</summary>
    public static readonly NamedRule None = new(NoRule.Instance, "", "UTC");

    /// <summary>An interval; its zone is that of times shown to people.</summary>
    public static NamedRule Every(IntervalRule rule, string timezone) =>
        new(rule, string.Create(CultureInfo.InvariantCulture, $"every {rule.Interval.TotalSeconds:0.###} s"), timezone);

    private sealed class NoRule : IScheduleRule
    {
        public static readonly NoRule Instance = new();

        public string Fingerprint => "none";

        public DateTimeOffset? NextAfter(DateTimeOffset instant) => null;
    }
}
