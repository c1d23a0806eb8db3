namespace Dativo.Ingest.Jobs;

/// <summary>What quotes mean in a CSV file.</summary>
internal enum CsvQuoting
{
    /// <summary>RFC 4180; a broken quote is an error.</summary>
    Standard,

    /// <summary>As <see cref="Standard"/>, but text after a closing quote belongs to the field.</summary>
    Lax,

    /// <summary>Quotes are ordinary characters.</summary>
    None,
}
