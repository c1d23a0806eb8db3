using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Dativo.Actors.Scheduling.Calendar;

/// <summary>
/// The patterns read so far: many schedules share few expressions. Bounded: when full it starts afresh, which costs
/// only sharing, for rules keep what they have.
/// </summary>
internal static class CronPatterns
{
    private const int Capacity = 16_384;

    private static readonly ConcurrentDictionary<string, CronPattern> Known = new(StringComparer.Ordinal);

    public static bool TryGet(
        string expression,
        [NotNullWhen(true)] out CronPattern? pattern,
        [NotNullWhen(false)] out string? error)
    {
        var text = expression.Trim();
        error = null;
        if (Known.TryGetValue(text, out pattern))
            return true;
        if (!CronReader.TryRead(text, out pattern, out error))
            return false;

        if (Known.Count >= Capacity)
            Known.Clear();
        pattern = Known.GetOrAdd(text, pattern);
        return true;
    }
}
