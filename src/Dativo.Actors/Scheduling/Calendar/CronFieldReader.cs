using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Dativo.Actors.Scheduling.Calendar;

/// <summary>Reads one field of a cron expression: a list of values, names, ranges, steps and the special days.</summary>
internal sealed class CronFieldReader
{
    // A later last day than this does not exist in February.
    private const int LargestDistanceFromLast = 27;

    private readonly CronField field;
    private readonly ImmutableArray<string>.Builder specials = ImmutableArray.CreateBuilder<string>();
    private ulong values;
    private string? error;

    private CronFieldReader(CronField field) => this.field = field;

    public static bool TryRead(
        string text,
        CronField field,
        [NotNullWhen(true)] out CronFieldValues? result,
        [NotNullWhen(false)] out string? error)
    {
        var reader = new CronFieldReader(field);
        var isRead = text.Split(',').All(entry => reader.Entry(entry, text));
        error = isRead ? null : $"{field.Name}: {reader.error}";
        result = isRead ? new CronFieldValues(text.ToUpperInvariant(), reader.values, reader.specials.ToImmutable()) : null;
        return isRead;
    }

    private bool Entry(string entry, string whole)
    {
        if (entry.Length == 0)
            return Fail($"an entry is empty in '{whole}'");
        if (entry == "?")
            return QuestionMark(whole);
        var first = char.ToUpperInvariant(entry[0]);
        var last = char.ToUpperInvariant(entry[^1]);
        if (first == 'H' && (entry.Length == 1 || entry[1] is '/' or '('))
            return Fail("'H' (a hashed value) is not supported; write a value, and spread load with jitter_seconds");
        if (field == CronField.DayOfMonth && (first == 'L' || last == 'W'))
            return SpecialDayOfMonth(entry);
        if (field == CronField.DayOfWeek && (entry.Contains('#') || last == 'L'))
            return SpecialDayOfWeek(entry);
        return Plain(entry);
    }

    private bool QuestionMark(string whole)
    {
        if (field != CronField.DayOfMonth && field != CronField.DayOfWeek)
            return Fail("'?' is allowed in day-of-month and day-of-week alone; write '*'");
        if (whole != "?")
            return Fail($"'?' must stand alone, not in '{whole}'");
        values = field.All;
        return true;
    }

    private bool Plain(string entry)
    {
        var slash = entry.IndexOf('/');
        var span = slash < 0 ? entry : entry[..slash];
        var step = 1;
        if (slash >= 0 && !Step(entry[(slash + 1)..], entry, out step))
            return false;

        if (span == "*")
            return Add(field.First, field.Last, step);
        if (span.Contains('*'))
            return Fail($"'{entry}' cannot be read: '*' stands alone or before a step, as in '*/5'");

        var dash = span.IndexOf('-');
        if (dash < 0)
            return Value(span, entry, out var only) && Add(only, slash < 0 ? only : field.Last, step);
        return Value(span[..dash], entry, out var low)
            && Value(span[(dash + 1)..], entry, out var high)
            && Add(low, high, step);
    }

    private bool Add(int low, int high, int step)
    {
        // A range that goes down runs over the end of the field: 22-2 is 22, 23, 0, 1, 2.
        var length = high - low;
        if (length < 0)
            length = (length % field.Cycle + field.Cycle) % field.Cycle;
        for (var i = 0; i <= length; i += step)
            values |= 1UL << ((low - field.First + i) % field.Cycle + field.First);
        return true;
    }

    private bool Step(string text, string entry, out int step)
    {
        if (!Number(text, out step))
            return Fail(text.Length == 0 ? $"the step is missing in '{entry}'" : $"the step '{text}' in '{entry}' is not a number");
        if (step == 0)
            return Fail($"the step in '{entry}' must be 1 or more");
        if (step <= field.Last)
            return true;
        var instead = field.SecondsPerUnit == 0
            ? ""
            : FormattableString.Invariant($"; for every {step} {field.Name}s use interval_seconds: {(long)step * field.SecondsPerUnit}");
        return Fail($"the step {step} in '{entry}' is larger than the field (allowed: 1 to {field.Last}){instead}");
    }

    private bool Value(string text, string entry, out int value)
    {
        if (Number(text, out value))
        {
            return value >= field.First && value <= field.Last
                || Fail($"{text} {In(text, entry)}is out of range (allowed: {field.Allowed})");
        }

        var capitals = text.ToUpperInvariant();
        var index = field.Names.IndexOf(capitals);
        value = field.First + index;
        if (index >= 0)
            return true;
        if (text.Length == 0)
            return Fail($"a value is missing in '{entry}' (allowed: {field.Allowed})");
        var known = text.Length > 3 ? field.Names.FirstOrDefault(capitals.StartsWith) : null;
        var hint = (known, capitals) switch
        {
            ({ }, _) => $"; write {known}",
            (_, "L") when field == CronField.DayOfWeek => "; the last Saturday of a month is 6L",
            (_, "L") => "; 'L' is for day-of-month and day-of-week",
            _ => "",
        };
        return Fail($"'{text}' {In(text, entry)}is not a value of this field (allowed: {field.Allowed}){hint}");
    }

    private bool SpecialDayOfMonth(string entry)
    {
        var capitals = entry.ToUpperInvariant();
        var body = capitals[^1] == 'W' ? capitals[..^1] : capitals;
        if (body == "L")
            return Special(capitals);
        if (body.StartsWith("L-", StringComparison.Ordinal))
        {
            return Number(body[2..], out var distance) && distance <= LargestDistanceFromLast
                ? Special(capitals)
                : Fail($"'{entry}' cannot be read (allowed: L, L-1 to L-{LargestDistanceFromLast} for the days before the last one)");
        }

        if (!Number(body, out var day))
            return Fail($"'{entry}' cannot be read (allowed: L, L-3, LW, 15W, where W takes one day: the weekday nearest to it)");
        return day >= field.First && day <= field.Last
            ? Special(FormattableString.Invariant($"{day}W"))
            : Fail($"{day} in '{entry}' is out of range (allowed: {field.Allowed})");
    }

    private bool SpecialDayOfWeek(string entry)
    {
        var hash = entry.IndexOf('#');
        if (hash < 0)
        {
            if (entry.Length == 1)
                return Value(entry, entry, out _);
            return Value(entry[..^1], entry, out var last) && Special(FormattableString.Invariant($"{last}L"));
        }

        if (!Value(entry[..hash], entry, out var day))
            return false;
        return Number(entry[(hash + 1)..], out var nth) && nth is >= 1 and <= 5
            ? Special(FormattableString.Invariant($"{day}#{nth}"))
            : Fail($"'{entry[(hash + 1)..]}' in '{entry}' is not a week of the month (allowed: 1 to 5)");
    }

    private bool Special(string entry)
    {
        if (!specials.Contains(entry))
            specials.Add(entry);
        return true;
    }

    private bool Fail(string message)
    {
        error = message;
        return false;
    }

    private static string In(string text, string entry) => text == entry ? "" : $"in '{entry}' ";

    private static bool Number(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
