using System.Globalization;
using System.Text.RegularExpressions;
using Dativo.Actors.Scheduling.Calendar;

namespace Dativo.Actors.Configuration.Reading;

/// <summary>Makes the rule of a schedule out of <c>cron</c> or <c>interval_seconds</c>, <c>anchor</c> and <c>timezone</c>.</summary>
internal sealed partial class ScheduleRules
{
    private static readonly string[] InstantFormats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mmK"];

    // One load reads its schedules one after another; many share few zones and rules.
    private readonly Dictionary<string, (TimeZoneInfo? Zone, string? Error)> _zones = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Expression, string Zone), NamedRule> _crons = [];
    private readonly Dictionary<(TimeSpan Interval, DateTimeOffset Anchor, string Zone), NamedRule> _intervals = [];

    /// <summary>The rule, with how people read it; null after reporting what is wrong.</summary>
    public NamedRule? Read(SectionReader schedule)
    {
        var zone = Zone(schedule);
        switch (schedule.Has("cron"), schedule.Has("interval_seconds"))
        {
            case (true, true):
                schedule.Wrong("interval_seconds", "is given beside cron (expected one of the two)");
                _ = Cron(schedule, zone);
                _ = Interval(schedule, zone);
                return null;
            case (false, false):
                schedule.Diagnostics.Error(schedule.Map, schedule.PathOf("cron"), "is missing, and so is interval_seconds (expected one of the two)");
                return null;
            case (true, false):
                if (schedule.Has("anchor"))
                    schedule.Wrong("anchor", "is given beside cron (expected it only beside interval_seconds)");
                return Cron(schedule, zone);
            default:
                return Interval(schedule, zone);
        }
    }

    private TimeZoneInfo? Zone(SectionReader schedule)
    {
        if (!schedule.Has("timezone"))
            return TimeZoneInfo.Utc;

        if (schedule.Text("timezone") is not { } id)
            return null;
        if (!_zones.TryGetValue(id.Text, out var known))
        {
            known = TimeZones.TryFind(id.Text, out var zone, out var error) ? (zone, null) : (null, error);
            _zones.Add(id.Text, known);
        }

        if (known.Zone is null)
            schedule.Wrong("timezone", id.IsExpanded ? $"does not give a known time zone: {id.Shown} (expected an IANA time zone, such as Europe/Berlin)" : known.Error!);
        return known.Zone;
    }

    private NamedRule? Cron(SectionReader schedule, TimeZoneInfo? zone)
    {
        if (schedule.Text("cron") is not { } cron)
            return null;
        if (zone is not null && !cron.IsExpanded && _crons.TryGetValue((cron.Text, zone.Id), out var known))
            return known;

        // An unknown zone is reported already: UTC is enough to find what is wrong with the expression.
        if (CronRule.TryParse(cron.Text, zone ?? TimeZoneInfo.Utc, out var rule, out var error))
        {
            if (zone is null)
                return null;
            var named = new NamedRule(rule, cron.Node.Value.Trim(), zone.Id);
            if (!cron.IsExpanded)
                _crons.Add((cron.Text, zone.Id), named);
            return named;
        }

        schedule.Wrong("cron", cron.IsExpanded ? $"does not give a valid cron expression: {cron.Shown} (expected 5 or 6 fields, or a macro such as @hourly)" : error);
        return null;
    }

    private NamedRule? Interval(SectionReader schedule, TimeZoneInfo? zone)
    {
        var interval = schedule.Seconds("interval_seconds");
        var anchor = DateTimeOffset.UnixEpoch;
        if (schedule.Text("anchor") is { } text && !TryInstant(text.Text, out anchor))
        {
            schedule.Wrong("anchor", $"is not an instant: {text.Shown} (expected ISO 8601 with an offset, such as 2026-01-31T06:00:00Z)");
            return null;
        }

        if (interval is null || zone is null)
            return null;
        if (_intervals.TryGetValue((interval.Value, anchor, zone.Id), out var known))
            return known;
        if (IntervalRule.TryCreate(interval.Value, anchor, out var rule, out var error))
            return _intervals[(interval.Value, anchor, zone.Id)] = NamedRule.Every(rule, zone.Id);
        schedule.Wrong("interval_seconds", error);
        return null;
    }

    private static bool TryInstant(string text, out DateTimeOffset instant)
    {
        instant = default;
        return Offset().IsMatch(text)
            && DateTimeOffset.TryParseExact(text, InstantFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out instant);
    }

    [GeneratedRegex(@"(Z|[+-]\d\d:\d\d)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Offset();
}
