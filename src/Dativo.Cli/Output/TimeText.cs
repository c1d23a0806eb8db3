using System.Globalization;
using Dativo.Web.Contract;

namespace Dativo.Cli.Output;

/// <summary>Times as people read them.</summary>
internal static class TimeText
{
    /// <summary>Such as <c>3 s ago</c>, <c>in 5 min</c>; the date beyond 60 days.</summary>
    public static string Relative(DateTimeOffset instant, DateTimeOffset now)
    {
        var distance = now - instant;
        if (distance.Duration() > TimeSpan.FromDays(60))
            return instant.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (distance.Duration() < TimeSpan.FromSeconds(1))
            return "now";
        return distance > TimeSpan.Zero ? $"{Largest(distance)} ago" : $"in {Largest(distance.Negate())}";
    }

    public static string? Relative(DateTimeOffset? instant, DateTimeOffset now) => instant is { } value ? Relative(value, now) : null;

    /// <summary>The instant in UTC, and how far away it is.</summary>
    public static string Full(DateTimeOffset instant, DateTimeOffset now) =>
        $"{UtcInstantConverter.Format(instant)} ({Relative(instant, now)})";

    /// <summary>How long something took: <c>0.25 s</c>, <c>4.2 s</c>, <c>42 s</c>, <c>3 min 5 s</c>, <c>2 h 4 min</c>, <c>1 d 3 h</c>.</summary>
    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 0 } => "0 s",
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.##} s"),
        { TotalSeconds: < 9.95 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0} s"),
        { TotalMinutes: < 1 } => $"{(int)duration.TotalSeconds} s",
        { TotalHours: < 1 } => $"{duration.Minutes} min {duration.Seconds} s",
        { TotalDays: < 1 } => $"{duration.Hours} h {duration.Minutes} min",
        _ => $"{(int)duration.TotalDays} d {duration.Hours} h",
    };

    private static string Largest(TimeSpan distance) => distance switch
    {
        { TotalMinutes: < 1 } => $"{(int)distance.TotalSeconds} s",
        { TotalHours: < 1 } => $"{(int)distance.TotalMinutes} min",
        { TotalDays: < 1 } => $"{(int)distance.TotalHours} h",
        _ => $"{(int)distance.TotalDays} d",
    };
}
