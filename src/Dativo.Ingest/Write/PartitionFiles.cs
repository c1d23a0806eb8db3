using Parquet;

namespace Dativo.Ingest.Write;

/// <summary>The file in the making of one partition. Used by the writing side only.</summary>
internal sealed class PartitionFiles(string path)
{
    public string Path { get; } = path;

    public int Part { get; set; }

    public string? StagedName { get; set; }

    public StagedFileStream? Stream { get; set; }

    public ParquetWriter? Writer { get; set; }

    public long Rows { get; set; }

    /// <summary>When the file was last written to, counted in row groups.</summary>
    public long LastUse { get; set; }
}
