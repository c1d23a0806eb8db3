using System.Globalization;

namespace Dativo.Cli.Commands;

/// <summary>How far an instant is from now, in words for people.</summary>
internal static class TimeDistance
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("d", TimeSpan.FromDays(1)),
        ("h", TimeSpan.FromHours(1)),
        ("min", TimeSpan.FromMinutes(1)),
        ("s", TimeSpan.FromSeconds(1)),
    ];

    /// <summary><c>in 3 h 20 min</c>, <c>2 d 1 h ago</c>, <c>now</c>: the two largest units, rounded to whole seconds.</summary>
    public static string From(DateTimeOffset now, DateTimeOffset instant)
    {
        var distance = TimeSpan.FromSeconds(Math.Round((instant - now).Duration().TotalSeconds));
        if (distance == TimeSpan.Zero)
            return "now";
        var words = InWords(distance);
        return instant > now ? $"in {words}" : $"{words} ago";
    }

    private static string InWords(TimeSpan distance)
    {
        var first = Array.FindIndex(Units, unit => distance >= unit.Length);
        var words = Part(distance, first);
        if (first + 1 == Units.Length)
            return words;
        var rest = TimeSpan.FromTicks(distance.Ticks % Units[first].Length.Ticks);
        return rest < Units[first + 1].Length ? words : $"{words} {Part(rest, first + 1)}";
    }

    private static string Part(TimeSpan distance, int unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{distance.Ticks / Units[unit].Length.Ticks} {Units[unit].Unit}");
}
