using System.Globalization;
using System.Text.RegularExpressions;

namespace Dativo.Actors.Tests.Scheduling.Calendar;

/// <summary>Reads and shows instants in the short form that tables are written in: <c>2026-03-08T03:00-04</c>.</summary>
internal static partial class Instants
{
    public static DateTimeOffset Parse(string text)
    {
        var parts = Form().Match(text);
        Assert.True(parts.Success, text);
        var local = DateTime.Parse(parts.Groups["local"].Value, CultureInfo.InvariantCulture);
        if (parts.Groups["offset"].Value == "Z")
            return new DateTimeOffset(local, TimeSpan.Zero);
        var offset = new TimeSpan(
            int.Parse(parts.Groups["hours"].Value, CultureInfo.InvariantCulture),
            parts.Groups["minutes"].Success ? int.Parse(parts.Groups["minutes"].Value, CultureInfo.InvariantCulture) : 0,
            0);
        return new DateTimeOffset(local, parts.Groups["sign"].Value == "-" ? -offset : offset);
    }

    public static string Show(DateTimeOffset instant, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(instant, zone).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<local>\d{4}-\d\d-\d\dT[\d:.]+?)(?<offset>Z|(?<sign>[+-])(?<hours>\d\d)(:(?<minutes>\d\d))?)$")]
    private static partial Regex Form();
}
