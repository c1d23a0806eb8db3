using System.Globalization;
using System.Text.RegularExpressions;

namespace Dativo.Cli.Cluster.Compose;

/// <summary>Durations as compose files write them: <c>90s</c>, <c>1m30s</c>, <c>2h</c>.</summary>
internal static partial class ComposeDuration
{
    /// <summary>The duration; null when the text is none.</summary>
    public static TimeSpan? Parse(string text)
    {
        var match = Whole().Match(text);
        if (text.Length == 0 || !match.Success)
            return null;
        var total = TimeSpan.Zero;
        for (var i = 0; i < match.Groups["number"].Captures.Count; i++)
        {
            var number = double.Parse(match.Groups["number"].Captures[i].Value, CultureInfo.InvariantCulture);
            total += match.Groups["unit"].Captures[i].Value switch
            {
                "h" => TimeSpan.FromHours(number),
                "m" => TimeSpan.FromMinutes(number),
                "s" => TimeSpan.FromSeconds(number),
                "ms" => TimeSpan.FromMilliseconds(number),
                _ => TimeSpan.FromMicroseconds(number),
            };
        }

        return total;
    }

    [GeneratedRegex(@"^(?:(?<number>\d{1,9}(?:\.\d{1,9})?)(?<unit>h|ms|m|s|us))+$")]
    private static partial Regex Whole();
}
