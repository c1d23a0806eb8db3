using System.Globalization;
using CsCheck;
using Dativo.Ingest.Validate;

namespace Dativo.Ingest.Tests;

public class LiteralsTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-7", -7)]
    [InlineData("+7", 7)]
    [InlineData(" 42\t", 42)]
    [InlineData("007", 7)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("00000000000000000000000000012", 12)]
    public void An_integer_is_a_sign_and_digits(string text, long expected)
    {
        Assert.True(Literals.TryInteger(text, out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("1,000")]
    [InlineData("0x1f")]
    [InlineData("1 2")]
    [InlineData("--1")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("٣")]
    public void Anything_else_is_no_integer(string text) => Assert.False(Literals.TryInteger(text, out _));

    [Fact]
    public void Every_integer_is_read_back() => Gen.Long.Sample(expected =>
        Literals.TryInteger(expected.ToString(CultureInfo.InvariantCulture), out var value) && value == expected);

    [Fact]
    public void Every_finite_number_is_read_back_to_the_bit() => Gen.Double.Where(double.IsFinite).Sample(expected =>
        Literals.TryDouble(expected.ToString("R", CultureInfo.InvariantCulture), out var value)
        && BitConverter.DoubleToInt64Bits(value) == BitConverter.DoubleToInt64Bits(expected));

    [Fact]
    public void A_decimal_text_means_the_nearest_double() =>
        Gen.Select(Gen.Long[-999_999_999_999_999_999, 999_999_999_999_999_999], Gen.Int[0, 18]).Sample((digits, decimals) =>
        {
            var text = Math.Abs(digits).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
            text = (digits < 0 ? "-" : "") + text[..^decimals] + (decimals > 0 ? "." + text[^decimals..] : "");
            return Literals.TryDouble(text, out var value)
                && BitConverter.DoubleToInt64Bits(value) == BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture));
        });

    [Theory]
    [InlineData("1.", 1.0)]
    [InlineData(".5", 0.5)]
    [InlineData("-.5e1", -5.0)]
    [InlineData("1E-3", 0.001)]
    [InlineData("+2.5", 2.5)]
    [InlineData("NaN", double.NaN)]
    [InlineData("-Infinity", double.NegativeInfinity)]
    [InlineData("inf", double.PositiveInfinity)]
    public void A_number_may_have_sign_fraction_and_exponent(string text, double expected)
    {
        Assert.True(Literals.TryDouble(text, out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("1,5")]
    [InlineData("1e")]
    [InlineData("1e999")]
    [InlineData("1.2.3")]
    [InlineData("$1")]
    [InlineData("∞")]
    [InlineData("(1)")]
    public void Anything_else_is_no_number(string text) => Assert.False(Literals.TryDouble(text, out _));

    [Theory]
    [InlineData("true", true)]
    [InlineData("FALSE", false)]
    [InlineData("Yes", true)]
    [InlineData("no", false)]
    [InlineData("on", true)]
    [InlineData("OFF", false)]
    [InlineData("1", true)]
    [InlineData("0", false)]
    public void Booleans_have_four_pairs_of_words(string text, bool expected)
    {
        Assert.True(Literals.TryBoolean(text, out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("t")]
    [InlineData("maybe")]
    [InlineData("truee")]
    public void Anything_else_is_no_boolean(string text) => Assert.False(Literals.TryBoolean(text, out _));

    [Fact]
    public void Every_date_is_read_back() => Gen.Int[0, DateOnly.MaxValue.DayNumber].Sample(number =>
    {
        var expected = DateOnly.FromDayNumber(number);
        return Literals.TryDate(expected.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), out var value) && value == expected;
    });

    [Theory]
    [InlineData("2025-02-29")]
    [InlineData("2025-13-01")]
    [InlineData("2025-00-10")]
    [InlineData("0000-01-01")]
    [InlineData("2025-1-1")]
    [InlineData("20250101")]
    [InlineData("01/02/2025")]
    [InlineData("2025-01-01T00:00:00")]
    public void Anything_else_is_no_date(string text) => Assert.False(Literals.TryDate(text, out _));

    [Theory]
    [InlineData("2026-01-31", "2026-01-31T00:00:00.0000000Z")]
    [InlineData("2026-01-31T06:07", "2026-01-31T06:07:00.0000000Z")]
    [InlineData("2026-01-31 06:07:08", "2026-01-31T06:07:08.0000000Z")]
    [InlineData("2026-01-31t06:07:08z", "2026-01-31T06:07:08.0000000Z")]
    [InlineData("2026-01-31T06:07:08.5Z", "2026-01-31T06:07:08.5000000Z")]
    [InlineData("2026-01-31T06:07:08.123456789Z", "2026-01-31T06:07:08.1234560Z")]
    [InlineData("2026-01-31T06:07:08+01:00", "2026-01-31T05:07:08.0000000Z")]
    [InlineData("2026-01-31T06:07:08-0530", "2026-01-31T11:37:08.0000000Z")]
    [InlineData("2026-01-31T06:07:08.25-05", "2026-01-31T11:07:08.2500000Z")]
    public void A_timestamp_is_ISO_8601_and_UTC_unless_it_says_otherwise(string text, string expected)
    {
        Assert.True(Literals.TryTimestamp(text, out var value));
        Assert.Equal(expected, value.ToString("O", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("2026-01-31T")]
    [InlineData("2026-01-31T6:07")]
    [InlineData("2026-01-31T24:00:00")]
    [InlineData("2026-01-31T06:60")]
    [InlineData("2026-01-31T06:07:60")]
    [InlineData("2026-01-31T06:07:08.")]
    [InlineData("2026-01-31T06:07:08.1234567890")]
    [InlineData("2026-01-31T06:07:08 CET")]
    [InlineData("2026-01-31T06:07:08+25:00")]
    [InlineData("2026-01-31T06:07:08+1:00")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("1769839628")]
    public void Anything_else_is_no_timestamp(string text) => Assert.False(Literals.TryTimestamp(text, out _));

    [Fact]
    public void No_text_makes_a_parser_throw() => Gen.String.Sample(text =>
    {
        Literals.TryInteger(text, out _);
        Literals.TryDouble(text, out _);
        Literals.TryBoolean(text, out _);
        Literals.TryDate(text, out _);
        Literals.TryTimestamp(text, out _);
    });

    [Fact]
    public void Every_instant_is_read_back_to_the_microsecond() =>
        Gen.Select(Gen.Long[0, DateTime.MaxValue.Ticks / 10], Gen.Int[-840, 840]).Sample((micros, offset) =>
        {
            var instant = new DateTime(micros * 10, DateTimeKind.Utc);
            if (instant.Year is 1 or 9999)
                return true;
            var text = new DateTimeOffset(instant).ToOffset(TimeSpan.FromMinutes(offset)).ToString("yyyy-MM-ddTHH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture);
            return Literals.TryTimestamp(text, out var value) && value == instant;
        });
}
