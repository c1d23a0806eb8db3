using System.Globalization;
using System.Runtime.CompilerServices;

namespace Dativo.Ingest.Validate;

/// <summary>
/// The texts that stand for a value of each type, exactly as docs/ingestion.md lists them. Blanks around a value are
/// allowed for every type but string. Written by hand because every cell of every record passes here: no culture, no
/// allocation, no exception.
/// </summary>
internal static class Literals
{
    // Every power of ten that a double holds exactly.
    private static readonly double[] PowersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>An optional sign and digits, within 64 bits.</summary>
    public static bool TryInteger(ReadOnlySpan<char> text, out long value)
    {
        text = TrimBlanks(text);
        value = 0;
        var i = 0;
        var negative = false;
        if (text.Length > 0 && text[0] is '-' or '+')
        {
            negative = text[0] == '-';
            i = 1;
        }

        var digits = text.Length - i;
        if (digits == 0)
            return false;
        if (digits > 18)
            return TryLongInteger(text, out value);

        long result = 0;
        for (; i < text.Length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit > 9)
                return false;
            result = (result * 10) + digit;
        }

        value = negative ? -result : result;
        return true;
    }

    /// <summary>A decimal number with optional sign, fraction and exponent; or NaN, inf, infinity. Never overflows to infinity.</summary>
    public static bool TryDouble(ReadOnlySpan<char> text, out double value)
    {
        text = TrimBlanks(text);
        return TrySimpleDouble(text, out value) || TryAnyDouble(text, out value);
    }

    /// <summary>true/false, yes/no, on/off, 1/0 in any case.</summary>
    public static bool TryBoolean(ReadOnlySpan<char> text, out bool value)
    {
        text = TrimBlanks(text);
        value = false;
        switch (text.Length)
        {
            case 1:
                value = text[0] == '1';
                return text[0] is '0' or '1';
            case 2:
                value = text.Equals("on", StringComparison.OrdinalIgnoreCase);
                return value || text.Equals("no", StringComparison.OrdinalIgnoreCase);
            case 3:
                value = text.Equals("yes", StringComparison.OrdinalIgnoreCase);
                return value || text.Equals("off", StringComparison.OrdinalIgnoreCase);
            case 4:
                value = true;
                return text.Equals("true", StringComparison.OrdinalIgnoreCase);
            case 5:
                return text.Equals("false", StringComparison.OrdinalIgnoreCase);
            default:
                return false;
        }
    }

    /// <summary>YYYY-MM-DD, years 0001 to 9999.</summary>
    public static bool TryDate(ReadOnlySpan<char> text, out DateOnly value)
    {
        text = TrimBlanks(text);
        if (text.Length == 10 && TryDatePart(text, out var year, out var month, out var day))
        {
            value = new DateOnly(year, month, day);
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>
    /// YYYY-MM-DD, alone or with 'T' or a blank and hh:mm[:ss[.f]] (one to nine digits, kept to the microsecond) and an
    /// optional zone: Z, ±hh, ±hhmm or ±hh:mm. Without a zone it is UTC. The result is in UTC.
    /// </summary>
    public static bool TryTimestamp(ReadOnlySpan<char> text, out DateTime value)
    {
        text = TrimBlanks(text);
        value = default;
        if (text.Length < 10 || !TryDatePart(text[..10], out var year, out var month, out var day))
            return false;

        var ticks = new DateTime(year, month, day).Ticks;
        var offset = 0L;
        if (text.Length > 10)
        {
            if (text[10] is not ('T' or 't' or ' ') || !TryTimeOfDay(text[11..], out var time, out var zone) || !TryZone(zone, out offset))
                return false;
            ticks += time;
        }

        var utc = ticks - offset;
        if (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks)
            return false;
        value = new DateTime(utc, DateTimeKind.Utc);
        return true;
    }

    private static bool TryTimeOfDay(ReadOnlySpan<char> text, out long ticks, out ReadOnlySpan<char> rest)
    {
        ticks = 0;
        rest = default;
        if (text.Length < 5 || text[2] != ':' || !TryTwoDigits(text, 0, out var hour) || !TryTwoDigits(text, 3, out var minute) || hour > 23 || minute > 59)
            return false;
        ticks = (hour * TimeSpan.TicksPerHour) + (minute * TimeSpan.TicksPerMinute);
        rest = text[5..];
        if (rest.Length == 0 || rest[0] != ':')
            return true;
        if (rest.Length < 3 || !TryTwoDigits(rest, 1, out var second) || second > 59)
            return false;
        ticks += second * TimeSpan.TicksPerSecond;
        rest = rest[3..];
        if (rest.Length == 0 || rest[0] != '.')
            return true;

        var digits = 0;
        long fraction = 0;
        while (digits + 1 < rest.Length && char.IsAsciiDigit(rest[digits + 1]))
        {
            if (digits < 6)
                fraction = (fraction * 10) + (rest[digits + 1] - '0');
            digits++;
        }

        if (digits is 0 or > 9)
            return false;
        for (var i = digits; i < 6; i++)
            fraction *= 10;
        ticks += fraction * TimeSpan.TicksPerMicrosecond;
        rest = rest[(digits + 1)..];
        return true;
    }

    private static bool TryZone(ReadOnlySpan<char> text, out long offset)
    {
        offset = 0;
        if (text.Length == 0 || (text.Length == 1 && text[0] is 'Z' or 'z'))
            return true;
        if (text[0] is not ('+' or '-') || text.Length is not (3 or 5 or 6) || !TryTwoDigits(text, 1, out var hours))
            return false;
        var minutes = 0;
        if (text.Length == 5 && !TryTwoDigits(text, 3, out minutes))
            return false;
        if (text.Length == 6 && (text[3] != ':' || !TryTwoDigits(text, 4, out minutes)))
            return false;
        if (hours > 23 || minutes > 59)
            return false;
        offset = (hours * TimeSpan.TicksPerHour) + (minutes * TimeSpan.TicksPerMinute);
        if (text[0] == '-')
            offset = -offset;
        return true;
    }

    private static bool TryDatePart(ReadOnlySpan<char> text, out int year, out int month, out int day)
    {
        year = month = day = 0;
        if (text[4] != '-' || text[7] != '-'
            || !TryTwoDigits(text, 0, out var century) || !TryTwoDigits(text, 2, out year)
            || !TryTwoDigits(text, 5, out month) || !TryTwoDigits(text, 8, out day))
        {
            return false;
        }

        year += century * 100;
        return year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryTwoDigits(ReadOnlySpan<char> text, int start, out int value)
    {
        var tens = (uint)(text[start] - '0');
        var ones = (uint)(text[start + 1] - '0');
        value = (int)((tens * 10) + ones);
        return tens <= 9 && ones <= 9;
    }

    // Up to 15 digits and a power of ten up to 22 are both exact in a double, and so is the correctly rounded quotient of
    // the two (Clinger, "How to Read Floating Point Numbers Accurately", 1990): most numbers need no general parser.
    private static bool TrySimpleDouble(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        var i = 0;
        var negative = false;
        if (text.Length > 0 && text[0] is '-' or '+')
        {
            negative = text[0] == '-';
            i = 1;
        }

        long mantissa = 0;
        var digits = 0;
        var decimals = -1;
        for (; i < text.Length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit <= 9)
            {
                mantissa = (mantissa * 10) + digit;
                if (++digits > 15)
                    return false;
                if (decimals >= 0)
                    decimals++;
            }
            else if (text[i] == '.' && decimals < 0)
            {
                decimals = 0;
            }
            else
            {
                return false;
            }
        }

        if (digits == 0)
            return false;
        value = decimals > 0 ? mantissa / PowersOfTen[decimals] : mantissa;
        if (negative)
            value = -value;
        return true;
    }

    private static bool TryAnyDouble(ReadOnlySpan<char> text, out double value)
    {
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        var unsigned = text.Length > 0 && text[0] is '-' or '+' ? text[1..] : text;
        var negative = text.Length > 0 && text[0] == '-';
        if (unsigned.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            value = double.NaN;
            return true;
        }

        if (unsigned.Equals("inf", StringComparison.OrdinalIgnoreCase) || unsigned.Equals("infinity", StringComparison.OrdinalIgnoreCase))
        {
            value = negative ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        // What is left must begin like a number: the library also takes symbols and more spellings of infinity.
        if (unsigned.Length > 0 && (char.IsAsciiDigit(unsigned[0]) || unsigned[0] == '.')
            && double.TryParse(text, styles, CultureInfo.InvariantCulture, out value) && double.IsFinite(value))
        {
            return true;
        }

        value = 0;
        return false;
    }

    private static bool TryLongInteger(ReadOnlySpan<char> text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<char> TrimBlanks(ReadOnlySpan<char> text) =>
        text.Length > 0 && (text[0] is ' ' or '\t' || text[^1] is ' ' or '\t') ? text.Trim(" \t") : text;
}
