using System.Diagnostics.CodeAnalysis;
using System.Security;

namespace Dativo.Actors.Scheduling.Calendar;

/// <summary>Finds time zones by their IANA ids.</summary>
public static class TimeZones
{
    private const int LongestId = 64;

    // Files and folders beside the zones in a tz database: two count leap seconds or copy the tree, the others are no zones.
    private static readonly string[] NotZones = ["posix/", "right/", "posixrules", "localtime", "Factory"];

    /// <summary>Finds the zone with exactly this IANA id, such as <c>Europe/Berlin</c> or <c>UTC</c>.</summary>
    /// <param name="id">The id, in the database's own capitals.</param>
    /// <param name="zone">The zone, when there is one.</param>
    /// <param name="error">One line with the nearest known id, when there is none.</param>
    public static bool TryFind(
        string id,
        [NotNullWhen(true)] out TimeZoneInfo? zone,
        [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(id);
        zone = null;
        error = null;
        if (IsIdLike(id) && TryLoad(id, out zone) && zone.Id == id)
            return true;

        zone = null;
        error = TimeZoneHints.ForUnknown(id);
        return false;
    }

    private static bool IsIdLike(string id) =>
        id.Length is > 0 and <= LongestId
        && char.IsAsciiLetterUpper(id[0])
        && id.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '+' or '/')
        && !NotZones.Any(name => id.StartsWith(name, StringComparison.Ordinal));

    private static bool TryLoad(string id, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        try
        {
            return TimeZoneInfo.TryFindSystemTimeZoneById(id, out zone);
        }
        catch (Exception exception) when (exception is InvalidTimeZoneException or SecurityException or UnauthorizedAccessException or IOException)
        {
            zone = null;
            return false;
        }
    }
}
