using System.Globalization;

namespace Dativo.Web.Contract;

/// <summary>
/// A point in time as people write it: an ISO 8601 instant (without an offset: UTC), or a duration such as
/// <c>90s</c>, <c>30m</c>, <c>2h</c>, <c>1d</c> or <c>1h30m</c>, counted from now.
/// </summary>
public static class TimeExpression
{
    /// <summary>What is accepted, for error messages.</summary>
    public const string Expected = "an instant such as 2026-01-31T06:00:00Z, or a duration such as 30m, 2h or 1d";

    private static readonly string[] InstantFormats =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mmK",
        "yyyy-MM-dd HH:mm:ssK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>Reads a point in the past: a duration counts back from <paramref name="now"/>.</summary>
    public static bool TryParsePast(string text, DateTimeOffset now, out DateTimeOffset instant) => TryParse(text, now, -1, out instant);

    /// <summary>Reads a point in the future: a duration counts on from <paramref name="now"/>.</summary>
    public static bool TryParseFuture(string text, DateTimeOffset now, out DateTimeOffset instant) => TryParse(text, now, 1, out instant);

    private static bool TryParse(string text, DateTimeOffset now, int sign, out DateTimeOffset instant)
    {
        text = text.Trim();
        if (TryParseDuration(text, out var duration))
        {
            var ticks = now.UtcTicks + (sign * duration.Ticks);
            var inRange = ticks >= DateTimeOffset.UnixEpoch.UtcTicks && ticks <= DateTimeOffset.MaxValue.UtcTicks;
            instant = inRange ? new DateTimeOffset(ticks, TimeSpan.Zero) : default;
            return inRange;
        }

        return DateTimeOffset.TryParseExact(
            text,
            InstantFormats,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out instant);
    }

    private static bool TryParseDuration(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var number = -1L;
        var largestUnit = TimeSpan.MaxValue;
        foreach (var character in text)
        {
            if (char.IsAsciiDigit(character))
            {
                number = (Math.Max(number, 0) * 10) + (character - '0');
                if (number > 1_000_000_000)
                    return false;
                continue;
            }

            TimeSpan? unit = character switch
            {
                'd' => TimeSpan.FromDays(1),
                'h' => TimeSpan.FromHours(1),
                'm' => TimeSpan.FromMinutes(1),
                's' => TimeSpan.FromSeconds(1),
                _ => null,
            };

            // Each unit once, the larger first: 1h30m, never 30m1h.
            if (unit is null || number < 0 || unit >= largestUnit || number > 36_500 * (TimeSpan.TicksPerDay / unit.Value.Ticks))
                return false;
            duration += number * unit.Value;
            largestUnit = unit.Value;
            number = -1;
        }

        return number < 0 && largestUnit < TimeSpan.MaxValue;
    }
}
