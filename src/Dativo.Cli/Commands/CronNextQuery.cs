using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Dativo.Actors.Scheduling.Calendar;

namespace Dativo.Cli.Commands;

/// <summary>A valid question to <c>dativo cron next</c>.</summary>
internal sealed record CronNextQuery(
    IScheduleRule Rule,
    string? Expression,
    decimal? IntervalSeconds,
    TimeZoneInfo Zone,
    DateTimeOffset From,
    int Count,
    bool AsJson)
{
    /// <summary>The occurrences asked for, in order; fewer than <see cref="Count"/> only at the end of the calendar.</summary>
    public IEnumerable<DateTimeOffset> Occurrences =>
        Actors.Scheduling.Calendar.Occurrences.Between(Rule, From, DateTimeOffset.MaxValue).Take(Count);

    public static bool TryCreate(
        CronNextRequest request,
        DateTimeOffset now,
        int mostOccurrences,
        [NotNullWhen(true)] out CronNextQuery? query,
        [NotNullWhen(false)] out string? error)
    {
        query = null;
        error = Misused(request);
        if (error is not null)
            return false;
        if (!int.TryParse(request.Count, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1 || count > mostOccurrences)
        {
            error = $"--count: '{request.Count}' is not a number from 1 to {mostOccurrences}";
            return false;
        }

        if (!TimeZones.TryFind(request.Timezone, out var zone, out error))
        {
            error = $"--timezone: {error}";
            return false;
        }

        if (!TryInstant("--from", request.From, now, out var from, out error)
            || !TryRule(request, zone, out var rule, out var seconds, out error))
            return false;

        query = new CronNextQuery(rule, request.Expression?.Trim(), seconds, zone, from, count, request.Output == "json");
        return true;
    }

    private static string? Misused(CronNextRequest request)
    {
        if (request.Expressions.FirstOrDefault(word => word.StartsWith('-') && !word.Contains(' ')) is { } option)
            return $"unknown option '{option}' (see dativo cron next --help)";
        if (request.Expressions.Count > 1)
            return $"unexpected '{request.Expressions[1]}': put the expression in quotes, as in dativo cron next \"30 2 * * *\"";

        if (request.Expression is null == request.Interval is null)
            return "give either an expression, as in \"30 2 * * *\", or --interval SECONDS";
        if (request.Anchor is not null && request.Interval is null)
            return "--anchor goes with --interval alone";
        return request.Output is "table" or "json" ? null : $"--output: '{request.Output}' is not a format (allowed: table, json)";
    }

    private static bool TryRule(
        CronNextRequest request,
        TimeZoneInfo zone,
        [NotNullWhen(true)] out IScheduleRule? rule,
        out decimal? seconds,
        [NotNullWhen(false)] out string? error)
    {
        rule = null;
        seconds = null;
        if (request.Expression is not null)
        {
            var isRead = CronRule.TryParse(request.Expression, zone, out var cron, out error);
            rule = cron;
            return isRead;
        }

        if (!decimal.TryParse(request.Interval, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var written))
        {
            error = $"--interval: '{request.Interval}' is not a number of seconds";
            return false;
        }

        if (!TryInstant("--anchor", request.Anchor, DateTimeOffset.UnixEpoch, out var anchor, out error))
            return false;
        var (shortest, longest) = ((decimal)IntervalRule.Shortest.TotalSeconds, (decimal)IntervalRule.Longest.TotalSeconds);
        if (written > longest)
        {
            error = string.Create(CultureInfo.InvariantCulture, $"--interval: {written} s is too long (allowed: {shortest} to {longest} seconds)");
            return false;
        }

        seconds = written;
        var length = TimeSpan.FromTicks((long)(written * TimeSpan.TicksPerSecond));
        var isMade = IntervalRule.TryCreate(length, anchor, out var interval, out error);
        error = isMade ? null : $"--interval: {error}";
        rule = interval;
        return isMade;
    }

    private static bool TryInstant(
        string option,
        string? text,
        DateTimeOffset missing,
        out DateTimeOffset instant,
        [NotNullWhen(false)] out string? error)
    {
        error = null;
        instant = missing;
        if (text is null || InstantText.TryRead(text, out instant))
            return true;
        error = $"{option}: '{text}' is not an instant (expected ISO 8601 with an offset, as in 2026-03-08T07:00:00Z or 2026-03-08T03:00-04:00)";
        return false;
    }
}
