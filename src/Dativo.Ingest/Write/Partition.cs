namespace Dativo.Ingest.Write;

/// <summary>A directory of the output with the rows that wait to be written into it. Its batch belongs to the reading side.</summary>
internal sealed class Partition(string path, PartitionFiles files, long rowGroupBytes)
{
    private long _rowGroupBytes = rowGroupBytes;

    /// <summary>Relative to the asset's directory; empty for that directory itself.</summary>
    public string Path { get; } = path;

    public PartitionFiles Files { get; } = files;

    /// <summary>The rows of the next row group; null when there are none.</summary>
    public RowBatch? Batch { get; set; }

    /// <summary>The size at which the batch becomes a row group: set by the writing side, which knows how full the file is.</summary>
    public long RowGroupBytes
    {
        get => Volatile.Read(ref _rowGroupBytes);
        set => Volatile.Write(ref _rowGroupBytes, value);
    }
}
