using System.Globalization;

namespace Dativo.Cli.Commands;

/// <summary>Reads and writes instants in ISO 8601, always with an offset.</summary>
internal static class InstantText
{
    private static readonly string[] Forms =
    [
        .. from date in new[] { "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF" }
           from offset in new[] { "'Z'", "zzz", "zz" }
           select date + offset,
    ];

    /// <summary>Reads an instant; a text without an offset or <c>Z</c> is none, for it could mean several.</summary>
    public static bool TryRead(string text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant);

    /// <summary><c>2026-03-08T07:00:00Z</c>; a fraction of a second only where there is one.</summary>
    public static string Utc(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary><c>2026-03-08T03:00:00-04:00</c>, in the zone's local time.</summary>
    public static string Local(DateTimeOffset instant, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(instant, zone).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);
}
