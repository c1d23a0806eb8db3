using CsCheck;

namespace Dativo.Actors.Tests.Scheduling.Calendar;

/// <summary>A cron expression made together with what it means.</summary>
internal sealed record GeneratedCron(string Text, Func<DateTime, bool> Matches, bool IsIntervalLike, bool HasEveryHour)
{
    // Most changes of clocks happen around these hours.
    private static readonly int[] Hours = [0, 1, 2, 3, 4, 22, 23];
    private static readonly int[] Minutes = [0, 1, 15, 29, 30, 31, 45, 59];

    /// <summary>Five fields; no special days.</summary>
    public static readonly Gen<GeneratedCron> FiveFields = Fields(false);

    /// <summary>Six fields; no special days.</summary>
    public static readonly Gen<GeneratedCron> SixFields = Fields(true);

    private static Gen<GeneratedCron> Fields(bool withSeconds) => Gen.Select(
        GeneratedField.Of(0, 59, 0, 30, 59),
        GeneratedField.Of(0, 59, Minutes),
        GeneratedField.Of(0, 23, Hours),
        Days,
        (second, minute, hour, days) =>
        {
            var hasEveryHour = hour.Admits.Count == 24;
            return new GeneratedCron(
                (withSeconds ? second.Text + " " : "") + $"{minute.Text} {hour.Text} {days.Text}",
                time => (withSeconds ? second.Admits.Contains(time.Second) : time.Second == 0)
                    && minute.Admits.Contains(time.Minute)
                    && hour.Admits.Contains(time.Hour)
                    && days.Matches(time),
                hasEveryHour || minute.IsIntervalLike || hour.IsIntervalLike || (withSeconds && second.IsIntervalLike),
                hasEveryHour);
        });

    // Mostly every day: the times around a change of the clock are what matters here.
    private static Gen<GeneratedDays> Days => Gen.Frequency((3, Gen.Const(GeneratedDays.Every)), (1, GeneratedDays.Any));
}
