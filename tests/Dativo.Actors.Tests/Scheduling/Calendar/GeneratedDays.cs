using System.Globalization;
using CsCheck;

namespace Dativo.Actors.Tests.Scheduling.Calendar;

/// <summary>The last three fields of a cron expression made together with what they mean.</summary>
internal sealed record GeneratedDays(string Text, Func<DateTime, bool> Matches)
{
    private sealed record Days(string Text, bool IsStar, Func<DateTime, bool> Matches);

    public static readonly GeneratedDays Every = new("* * *", _ => true);

    private static readonly Gen<Days> PlainOfMonth = GeneratedField.Of(1, 31, 1, 15, 31)
        .Select(field => new Days(field.Text, field.StartsWithStar, date => field.Admits.Contains(date.Day)));

    // Not by the field's generator: 0 and 7 are the same day, which changes where ranges end.
    private static readonly Gen<Days> PlainOfWeek = Gen.OneOf(
        Gen.Const(new Days("*", true, _ => true)),
        Gen.Const(new Days("?", true, _ => true)),
        Gen.Int[0, 7].Select(day => new Days(Digits(day), false, date => Number(date) == day % 7)),
        Gen.Int[0, 7].Array[2, 3].Select(days => new Days(string.Join(',', days.Select(Digits)), false, date => days.Any(day => Number(date) == day % 7))),
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 6], (low, length) =>
            new Days($"{Digits(low)}-{Digits((low + length) % 7)}", false, date => (Number(date) - low + 7) % 7 <= length)),
        Gen.Int[1, 7].Select(step => new Days($"*/{Digits(step)}", true, date => Number(date) % step == 0 || (step == 7 && Number(date) == 0))));

    private static readonly Gen<Days> SpecialOfMonth = Gen.OneOf(
        Gen.Const(new Days("L", false, date => date.Day == Length(date))),
        Gen.Int[0, 27].Select(distance => new Days($"L-{Digits(distance)}", false, date => date.Day == Length(date) - distance)),
        Gen.Const(new Days("LW", false, date => date == NearestWeekday(date, Length(date)))),
        Gen.Int[1, 31].Select(day => new Days($"{Digits(day)}W", false, date => day <= Length(date) && date == NearestWeekday(date, day))),
        Gen.Select(Gen.Int[1, 31], Gen.Int[1, 31], (one, other) => new Days(
            $"L,{Digits(one)},{Digits(other)}W",
            false,
            date => date.Day == Length(date) || date.Day == one || (other <= Length(date) && date == NearestWeekday(date, other)))));

    private static readonly Gen<Days> SpecialOfWeek = Gen.OneOf(
        Gen.Int[0, 7].Select(day => new Days($"{Digits(day)}L", false, date => Number(date) == day % 7 && date.Day > Length(date) - 7)),
        Gen.Select(Gen.Int[0, 7], Gen.Int[1, 5], (day, nth) =>
            new Days($"{Digits(day)}#{Digits(nth)}", false, date => Number(date) == day % 7 && (date.Day + 6) / 7 == nth)),
        Gen.Select(Gen.Int[0, 6], Gen.Int[1, 5], Gen.Int[0, 6], (day, nth, other) => new Days(
            $"{Digits(other)},{Digits(day)}#{Digits(nth)}",
            false,
            date => Number(date) == other || (Number(date) == day && (date.Day + 6) / 7 == nth))));

    private static readonly Gen<GeneratedField> Months = Gen.Frequency(
        (2, GeneratedField.Of(1, 12)),
        (1, Gen.Const(new GeneratedField("*", [.. Enumerable.Range(1, 12)], true))));

    /// <summary>Any days, special ones included; some can never be due.</summary>
    public static readonly Gen<GeneratedDays> Any = Gen.Select(
        Gen.OneOf(PlainOfMonth, SpecialOfMonth),
        Months,
        Gen.OneOf(PlainOfWeek, SpecialOfWeek),
        (ofMonth, months, ofWeek) => new GeneratedDays(
            $"{ofMonth.Text} {months.Text} {ofWeek.Text}",
            time => months.Admits.Contains(time.Month) && DayMatches(ofMonth, ofWeek, time.Date)));

    private static bool DayMatches(Days ofMonth, Days ofWeek, DateTime date) =>
        ofMonth.IsStar || ofWeek.IsStar
            ? ofMonth.Matches(date) && ofWeek.Matches(date)
            : ofMonth.Matches(date) || ofWeek.Matches(date);

    private static int Number(DateTime date) => (int)date.DayOfWeek;

    private static int Length(DateTime date) => DateTime.DaysInMonth(date.Year, date.Month);

    private static DateTime NearestWeekday(DateTime month, int day) => Enumerable.Range(1, Length(month))
        .Select(candidate => new DateTime(month.Year, month.Month, candidate))
        .Where(candidate => candidate.DayOfWeek is not DayOfWeek.Saturday and not DayOfWeek.Sunday)
        .MinBy(candidate => Math.Abs(candidate.Day - day));

    private static string Digits(int value) => value.ToString(CultureInfo.InvariantCulture);
}
