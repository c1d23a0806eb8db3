namespace Dativo.Ingest.Jobs;

/// <summary>How a CSV file is written. Null means: not said here, so a more general place decides.</summary>
internal sealed record CsvFormat
{
    public static readonly CsvFormat Default = new()
    {
        Delimiter = ',',
        Encoding = "utf-8",
        QuoteChar = '"',
        EscapeChar = '"',
        Quoting = CsvQuoting.Standard,
        HasHeader = true,
        NullValues = [""],
    };

    public char? Delimiter { get; init; }

    public string? Encoding { get; init; }

    public char? QuoteChar { get; init; }

    public char? EscapeChar { get; init; }

    public CsvQuoting? Quoting { get; init; }

    public bool? HasHeader { get; init; }

    /// <summary>Fields with exactly one of these texts are null.</summary>
    public IReadOnlyList<string>? NullValues { get; init; }

    /// <summary>This format, completed by a more general one.</summary>
    public CsvFormat Or(CsvFormat general) => new()
    {
        Delimiter = Delimiter ?? general.Delimiter,
        Encoding = Encoding ?? general.Encoding,
        QuoteChar = QuoteChar ?? general.QuoteChar,
        // A file that names its own quote doubles that quote, whatever was said elsewhere.
        EscapeChar = EscapeChar ?? QuoteChar ?? general.EscapeChar,
        Quoting = Quoting ?? general.Quoting,
        HasHeader = HasHeader ?? general.HasHeader,
        NullValues = NullValues ?? general.NullValues,
    };
}
