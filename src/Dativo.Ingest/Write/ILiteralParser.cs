using Dativo.Ingest.Validate;

namespace Dativo.Ingest.Write;

/// <summary>Turns a text into a value. Static, so that each column's loop is compiled for its own parser.</summary>
internal interface ILiteralParser<T>
{
    static abstract bool TryParse(ReadOnlySpan<char> text, out T value);
}

/// <summary>Parses <see cref="Literals.TryInteger"/>.</summary>
internal readonly struct IntegerParser : ILiteralParser<long>
{
    public static bool TryParse(ReadOnlySpan<char> text, out long value) => Literals.TryInteger(text, out value);
}

/// <summary>Parses <see cref="Literals.TryDouble"/>.</summary>
internal readonly struct DoubleParser : ILiteralParser<double>
{
    public static bool TryParse(ReadOnlySpan<char> text, out double value) => Literals.TryDouble(text, out value);
}

/// <summary>Parses <see cref="Literals.TryBoolean"/>.</summary>
internal readonly struct BooleanParser : ILiteralParser<bool>
{
    public static bool TryParse(ReadOnlySpan<char> text, out bool value) => Literals.TryBoolean(text, out value);
}

/// <summary>Parses <see cref="Literals.TryDate"/>, as Parquet stores it: days since 1970-01-01.</summary>
internal readonly struct DateParser : ILiteralParser<int>
{
    private static readonly int Epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    public static bool TryParse(ReadOnlySpan<char> text, out int value)
    {
        var valid = Literals.TryDate(text, out var date);
        value = date.DayNumber - Epoch;
        return valid;
    }
}

/// <summary>Parses <see cref="Literals.TryTimestamp"/>, as Parquet stores it: microseconds since 1970-01-01 in UTC.</summary>
internal readonly struct TimestampParser : ILiteralParser<long>
{
    public static bool TryParse(ReadOnlySpan<char> text, out long value)
    {
        var valid = Literals.TryTimestamp(text, out var instant);
        value = (instant.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        return valid;
    }
}
