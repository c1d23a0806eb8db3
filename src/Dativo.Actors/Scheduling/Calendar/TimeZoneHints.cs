namespace Dativo.Actors.Scheduling.Calendar;

/// <summary>Tells someone who wrote an unknown time zone which one was probably meant.</summary>
internal static class TimeZoneHints
{
    // Names that people know from elsewhere and the zone they most often mean by them.
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Z"] = "UTC",
        ["utc"] = "UTC",
        ["EDT"] = "America/New_York",
        ["Eastern"] = "America/New_York",
        ["Eastern Standard Time"] = "America/New_York",
        ["CST"] = "America/Chicago",
        ["CDT"] = "America/Chicago",
        ["Central"] = "America/Chicago",
        ["Central Standard Time"] = "America/Chicago",
        ["MDT"] = "America/Denver",
        ["Mountain"] = "America/Denver",
        ["Mountain Standard Time"] = "America/Denver",
        ["PST"] = "America/Los_Angeles",
        ["PDT"] = "America/Los_Angeles",
        ["Pacific"] = "America/Los_Angeles",
        ["Pacific Standard Time"] = "America/Los_Angeles",
        ["BST"] = "Europe/London",
        ["GMT Standard Time"] = "Europe/London",
        ["CEST"] = "Europe/Berlin",
        ["W. Europe Standard Time"] = "Europe/Berlin",
        ["EEST"] = "Europe/Helsinki",
        ["IST"] = "Asia/Kolkata",
        ["India Standard Time"] = "Asia/Kolkata",
        ["JST"] = "Asia/Tokyo",
        ["Tokyo Standard Time"] = "Asia/Tokyo",
        ["AEST"] = "Australia/Sydney",
        ["AEDT"] = "Australia/Sydney",
        ["NZST"] = "Pacific/Auckland",
        ["NZDT"] = "Pacific/Auckland",
    };

    private static readonly Lazy<string[]> KnownIds = new(() =>
        [.. TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).Append("UTC").Distinct().Order(StringComparer.Ordinal)]);

    /// <summary>One line that says that <paramref name="id"/> is unknown and what to write.</summary>
    public static string ForUnknown(string id)
    {
        const string Expected = "expected an IANA id such as Europe/Berlin or UTC";
        var written = id.Trim();
        if (written.Length == 0)
            return $"the time zone is empty ({Expected})";
        if (KnownIds.Value.Length <= 1)
            return $"unknown time zone '{Shown(id)}': this machine has no time zone database, only UTC; install tzdata";
        if (IsOffset(written))
            return $"'{Shown(id)}' is an offset, not a time zone ({Expected}; fixed offsets are Etc/GMT-2 for UTC+2 and Etc/GMT+5 for UTC-5)";
        var nearest = Nearest(written);
        return nearest is null
            ? $"unknown time zone '{Shown(id)}' ({Expected})"
            : $"unknown time zone '{Shown(id)}' ({Expected}); did you mean {nearest}?";
    }

    private static string? Nearest(string id)
    {
        if (Elsewhere.TryGetValue(id, out var meant))
            return meant;
        if (id.Length > 40)
            return null;

        var wanted = Simplified(id);
        var best = KnownIds.Value
            .Select(known => (Id: known, Distance: Math.Min(
                EditDistance(wanted, Simplified(known)),
                EditDistance(wanted, Simplified(known[(known.LastIndexOf('/') + 1)..])))))
            .MinBy(candidate => candidate.Distance);
        return best.Distance <= Math.Max(1, wanted.Length / 4) ? best.Id : null;
    }

    private static bool IsOffset(string id)
    {
        var rest = id.StartsWith("UTC", StringComparison.OrdinalIgnoreCase) || id.StartsWith("GMT", StringComparison.OrdinalIgnoreCase)
            ? id[3..]
            : id;
        return rest.Length > 1 && rest[0] is '+' or '-' && rest[1..].All(character => char.IsAsciiDigit(character) || character == ':');
    }

    private static string Simplified(string id) => id.Replace(' ', '_').Replace('-', '_').ToUpperInvariant();

    private static string Shown(string id) => id.Length <= 80 ? id : string.Concat(id.AsSpan(0, 77), "...");

    private static int EditDistance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        var current = new int[right.Length + 1];
        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            (previous, current) = (current, previous);
        }

        return previous[right.Length];
    }
}
