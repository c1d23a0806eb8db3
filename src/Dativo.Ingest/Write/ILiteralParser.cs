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

/// <summary>Parses <see cref="Literals.TryDate"/>.</summary>
internal readonly struct DateParser : ILiteralParser<DateOnly>
{
    public static bool TryParse(ReadOnlySpan<char> text, out DateOnly value) => Literals.TryDate(text, out value);
}

/// <summary>Parses <see cref="Literals.TryTimestamp"/>.</summary>
internal readonly struct TimestampParser : ILiteralParser<DateTime>
{
    public static bool TryParse(ReadOnlySpan<char> text, out DateTime value) => Literals.TryTimestamp(text, out value);
}
