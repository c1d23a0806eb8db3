using Dativo.Ingest.Extract;
using Dativo.Ingest.Yaml;

namespace Dativo.Ingest.Jobs;

/// <summary>Reads the keys of a <see cref="CsvFormat"/>, which may stand at a file, at <c>source</c>, or in the engine's options.</summary>
internal static class CsvFormatReader
{
    public static CsvFormat Read(MapReader at) => new()
    {
        Delimiter = Character(at, "delimiter"),
        QuoteChar = Character(at, at.Has("quote_char") || !at.Has("quotechar") ? "quote_char" : "quotechar"),
        EscapeChar = Character(at, at.Has("escape_char") || !at.Has("escapechar") ? "escape_char" : "escapechar"),
        Encoding = Encoding(at),
        Quoting = Quoting(at),
        HasHeader = at.Boolean("has_header"),
        NullValues = at.Texts("null_values") is { } texts ? [.. texts.Select(t => t.Value)] : null,
    };

    private static char? Character(MapReader at, string key)
    {
        if (at.Text(key) is not { } text)
            return null;
        var value = text.Value is "\\t" or "tab" ? "\t" : text.Value;
        if (value.Length == 1 && char.IsAscii(value[0]) && value[0] is not ('\0' or '\r' or '\n') && !char.IsAsciiLetterOrDigit(value[0]))
            return value[0];
        at.Error(text.Position, key, $"'{text.Written}' is not a single ASCII character other than a letter or digit (expected for example ',', ';', '|' or '\\t')");
        return null;
    }

    private static string? Encoding(MapReader at)
    {
        if (at.Text("encoding") is not { } text)
            return null;
        if (TextEncodings.Find(text.Value) is null)
            at.Error(text.Position, "encoding", $"'{text.Written}' is not a known encoding (expected for example utf-8, utf-16, latin-1, windows-1252)");
        return text.Value;
    }

    // Words for people, and the numbers of Python's csv module, which existing files use.
    private static CsvQuoting? Quoting(MapReader at)
    {
        if (at.Text("quoting") is not { } text)
            return null;
        switch (text.Value.ToLowerInvariant())
        {
            case "standard" or "minimal" or "all" or "nonnumeric" or "0" or "1" or "2":
                return CsvQuoting.Standard;
            case "lax":
                return CsvQuoting.Lax;
            case "none" or "3":
                return CsvQuoting.None;
            default:
                at.Error(text.Position, "quoting", $"'{text.Written}' is not a way of quoting (expected standard, lax or none)");
                return null;
        }
    }
}
