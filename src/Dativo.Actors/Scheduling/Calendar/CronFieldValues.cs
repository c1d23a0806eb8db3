using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;

namespace Dativo.Actors.Scheduling.Calendar;

/// <summary>What a field of a cron expression admits.</summary>
/// <param name="Text">The field in capitals.</param>
/// <param name="Values">One bit for each plain value.</param>
/// <param name="Specials">Entries that depend on the month (<c>L</c>, <c>15W</c>, <c>5#3</c> ...), as Cronos writes them.</param>
internal sealed record CronFieldValues(string Text, ulong Values, ImmutableArray<string> Specials)
{
    /// <summary>Whether it starts with a star (or is <c>?</c>): then day of month and day of week must both match.</summary>
    public bool StartsWithStar => Text[0] is '*' or '?';

    /// <summary>Whether it has a star, a step or a range.</summary>
    public bool IsIntervalLike => Text.AsSpan().ContainsAny('*', '/', '-');

    /// <summary>The field as one or more fields that Cronos can read; a value matches when it matches one of them.</summary>
    public IEnumerable<string> ForCronos(CronField field)
    {
        if (Values == field.All)
            return ["*"];
        var plain = Values == 0 ? [] : new[] { string.Join(',', Numbers().Select(value => value.ToString(CultureInfo.InvariantCulture))) };
        return plain.Concat(Specials);
    }

    private IEnumerable<int> Numbers()
    {
        for (var rest = Values; rest != 0; rest &= rest - 1)
            yield return BitOperations.TrailingZeroCount(rest);
    }
}
