using System.Diagnostics.CodeAnalysis;
using Cronos;

namespace Dativo.Actors.Scheduling.Calendar;

/// <summary>Reads a whole cron expression and rejects, with the reason, what is wrong or can never be due.</summary>
internal static class CronReader
{
    private const int LongestText = 1_000;

    // The calendar repeats itself after 400 years, weekdays included.
    private static readonly DateTime SearchFrom = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly CronField[] Fields =
        [CronField.Second, CronField.Minute, CronField.Hour, CronField.DayOfMonth, CronField.Month, CronField.DayOfWeek];

    private static readonly Dictionary<string, string> Macros = new(StringComparer.OrdinalIgnoreCase)
    {
        ["@yearly"] = "0 0 0 1 1 *",
        ["@annually"] = "0 0 0 1 1 *",
        ["@monthly"] = "0 0 0 1 * *",
        ["@weekly"] = "0 0 0 * * 0",
        ["@daily"] = "0 0 0 * * *",
        ["@midnight"] = "0 0 0 * * *",
        ["@hourly"] = "0 0 * * * *",
        ["@every_minute"] = "0 * * * * *",
        ["@every_second"] = "* * * * * *",
    };

    public static bool TryRead(
        string text,
        [NotNullWhen(true)] out CronPattern? pattern,
        [NotNullWhen(false)] out string? error)
    {
        pattern = null;
        if (!TrySplit(text, out var parts, out error))
            return false;

        var fields = new CronFieldValues[Fields.Length];
        for (var i = 0; i < Fields.Length; i++)
        {
            if (!CronFieldReader.TryRead(parts[i], Fields[i], out var values, out error))
                return false;
            fields[i] = values;
        }

        var hasEveryHour = fields[2].Values == CronField.Hour.All;
        var isIntervalLike = hasEveryHour || fields.Take(3).Any(values => values.IsIntervalLike);
        var alternatives = Days(fields[3], fields[5])
            .Select(days => Alternative(fields, days.OfMonth, days.OfWeek))
            .Where(CanBeDue)
            .ToArray();
        if (alternatives.Length == 0)
        {
            error = $"'{text}' can never be due: no month it names ({parts[4]}) has a day that matches"
                + $" (day-of-month {parts[3]}, day-of-week {parts[5]})";
            return false;
        }

        pattern = new CronPattern(text, string.Join(' ', fields.Select(values => values.Text)), alternatives, isIntervalLike, hasEveryHour);
        return true;
    }

    private static bool TrySplit(string text, out string[] parts, [NotNullWhen(false)] out string? error)
    {
        parts = text.Length > LongestText ? [] : text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        error = text.Length > LongestText ? $"the expression is longer than {LongestText} characters" : Unsupported(parts);
        if (error is not null)
            return false;

        if (parts[0][0] == '@')
            parts = Macros[parts[0]].Split(' ');
        else if (parts.Length == Fields.Length - 1)
            parts = ["0", .. parts];
        return true;
    }

    /// <summary>Why the parts are neither a known macro nor five or six fields; null when they are.</summary>
    private static string? Unsupported(string[] parts)
    {
        const string Expected = "expected 5 fields (minute hour day-of-month month day-of-week) or 6 (second first)";
        if (parts.Length == 0)
            return $"the expression is empty ({Expected})";
        var first = parts[0];
        if (first.StartsWith("TZ=", StringComparison.OrdinalIgnoreCase) || first.StartsWith("CRON_TZ=", StringComparison.OrdinalIgnoreCase))
            return $"a time zone inside the expression ('{first}') is not supported; give it separately, as timezone";
        if (first[0] != '@')
        {
            return parts.Length switch
            {
                5 or 6 => null,
                7 => $"7 fields found, {Expected}; a year field is not supported",
                _ => $"{parts.Length} {(parts.Length == 1 ? "field" : "fields")} found, {Expected}",
            };
        }

        if (first.Equals("@reboot", StringComparison.OrdinalIgnoreCase))
            return "@reboot means 'when the machine starts', which is no instant of the calendar; start such a job from the system's own start-up";
        if (first.Equals("@every", StringComparison.OrdinalIgnoreCase))
            return "@every is not supported; use interval_seconds";
        if (!Macros.ContainsKey(first))
            return $"'{first}' is not a known macro (allowed: {string.Join(", ", Macros.Keys)})";
        return parts.Length == 1 ? null : $"nothing may follow {first}, found '{parts[1]}'";
    }

    /// <summary>
    /// The pairs of day fields of which one must match. Both fields restricted: either matches, unless one starts with
    /// a star; then both must (the rule of crontab(5) and vixie-cron).
    /// </summary>
    private static IEnumerable<(string OfMonth, string OfWeek)> Days(CronFieldValues ofMonth, CronFieldValues ofWeek)
    {
        var monthDays = ofMonth.ForCronos(CronField.DayOfMonth).ToArray();
        var weekDays = ofWeek.ForCronos(CronField.DayOfWeek).ToArray();
        return ofMonth.StartsWithStar || ofWeek.StartsWithStar
            ? monthDays.SelectMany(_ => weekDays, (month, week) => (month, week))
            : monthDays.Select(month => (month, "*")).Concat(weekDays.Select(week => ("*", week)));
    }

    private static CronExpression Alternative(CronFieldValues[] fields, string dayOfMonth, string dayOfWeek)
    {
        string Plain(int index) => fields[index].ForCronos(Fields[index]).Single();
        return CronExpression.Parse(
            string.Join(' ', Plain(0), Plain(1), Plain(2), dayOfMonth, Plain(4), dayOfWeek),
            CronFormat.IncludeSeconds);
    }

    private static bool CanBeDue(CronExpression expression) =>
        expression.GetNextOccurrence(SearchFrom, inclusive: true) is { Year: <= 2400 };
}
