using Dativo.Ingest.Yaml;

namespace Dativo.Ingest.Jobs;

/// <summary>One file to read, and how it is written.</summary>
internal sealed record SourceFile(WrittenText Path, CsvFormat Format);
