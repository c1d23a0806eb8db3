using Dativo.Ingest.Assets;
using Parquet;
using Parquet.Schema;

namespace Dativo.Ingest.Write;

/// <summary>
/// Writes row groups into staged Parquet files, one file in the making per partition, and begins a new file when one has
/// about its target size. Not thread-safe: one task uses it.
/// </summary>
internal sealed class ParquetOutput
{
    private const int MaxOpenHandles = 64;

    private readonly string _stagingDirectory;
    private readonly string _stagedPrefix;
    private readonly string _runId;
    private readonly long _targetBytes;
    private readonly ParquetSchema _schema;
    private readonly StoredField[] _fields;
    private readonly ParquetOptions _options;
    private readonly IReadOnlyDictionary<string, string> _metadata;
    private readonly HashSet<PartitionFiles> _open = [];
    private readonly List<StagedFile> _complete = [];
    private int _parts;
    private long _rowGroups;
    private long _usedTotal;
    private long _writtenTotal;

    /// <param name="columns">The asset's columns.</param>
    /// <param name="stagingDirectory">Where files are written.</param>
    /// <param name="stagedPrefix">The beginning of their names there, unique to this attempt.</param>
    /// <param name="runId">The run: the middle of their final names.</param>
    /// <param name="targetBytes">About how large a file becomes.</param>
    /// <param name="metadata">Key-value pairs for each file's footer.</param>
    public ParquetOutput(
        IReadOnlyList<AssetColumn> columns,
        string stagingDirectory,
        string stagedPrefix,
        string runId,
        long targetBytes,
        IReadOnlyDictionary<string, string> metadata)
    {
        _stagingDirectory = stagingDirectory;
        _stagedPrefix = stagedPrefix;
        _runId = runId;
        _targetBytes = targetBytes;
        _metadata = metadata;
        _schema = ParquetSchemas.Of(columns);
        _fields = StoredField.Of(columns);
        _options = new ParquetOptions
        {
            CompressionMethod = CompressionMethod.Snappy,
            // A column whose first values hardly repeat is written plainly, without a full search for repetitions.
            DictionaryEncodingSampleSize = 512,
            DictionaryEncodingThreshold = 0.5,
        };
        foreach (var field in _fields)
        {
            if (field.Bytes is not null)
                _options.ColumnEncodingHints[field.Values.Path.ToString()] = EncodingHint.Dictionary;
        }
    }

    /// <summary>The files that are complete.</summary>
    public IReadOnlyList<StagedFile> Complete => _complete;

    /// <summary>How many bytes of a file one byte of a row batch becomes, as far as is known.</summary>
    public double Ratio => _usedTotal == 0 ? 0.5 : Math.Clamp((double)_writtenTotal / _usedTotal, 0.01, 4);

    /// <summary>How many bytes of row batch the partition's next row group should have, to end a file near its target size.</summary>
    public long NextRowGroupBytes(PartitionFiles files, long max)
    {
        var remaining = _targetBytes - (files.Stream?.Length ?? 0);
        return Math.Clamp((long)(remaining / Ratio), Math.Min(max, 64 * 1024), max);
    }

    public async Task WriteAsync(PartitionFiles files, RowBatch batch, CancellationToken cancellationToken)
    {
        // Row groups made before the last one was measured can be too large for what is left of the file.
        if (files.Stream is { } current && current.Length >= _targetBytes / 2 && current.Length + (batch.UsedBytes * Ratio) > _targetBytes * 1.25)
            await CompleteFileAsync(files);

        await OpenAsync(files, cancellationToken);
        var stream = files.Stream!;
        var before = stream.Length;
        using (var rowGroup = files.Writer!.CreateRowGroup())
        {
            for (var i = 0; i < _fields.Length; i++)
                await batch[i].WriteAsync(rowGroup, _fields[i], cancellationToken);
            rowGroup.CompleteValidate();
        }

        files.Rows += batch.Rows;
        files.LastUse = ++_rowGroups;
        _usedTotal += batch.UsedBytes;
        _writtenTotal += stream.Length - before;
        if (stream.Length >= _targetBytes * 0.9)
            await CompleteFileAsync(files);
    }

    /// <summary>Completes every file in the making.</summary>
    public async Task CompleteAsync()
    {
        foreach (var files in _open.OrderBy(f => f.Part).ToList())
            await CompleteFileAsync(files);
    }

    /// <summary>Lets go of every handle, leaving unfinished files where they are.</summary>
    public void Abandon()
    {
        foreach (var files in _open)
            files.Stream?.Dispose();
        _open.Clear();
    }

    private async Task OpenAsync(PartitionFiles files, CancellationToken cancellationToken)
    {
        if (files.Stream is { HasHandle: true })
            return;

        var handles = _open.Count(f => f.Stream!.HasHandle);
        if (handles >= MaxOpenHandles)
            _open.Where(f => f.Stream!.HasHandle).MinBy(f => f.LastUse)!.Stream!.ReleaseHandle();
        if (files.Stream is not null)
            return;

        files.Part = ++_parts;
        files.StagedName = $"{_stagedPrefix}-{files.Part:00000}.tmp";
        files.Stream = new StagedFileStream(Path.Combine(_stagingDirectory, files.StagedName));
        files.Rows = 0;
        _open.Add(files);
        files.Writer = await ParquetWriter.CreateAsync(_schema, files.Stream, _options, cancellationToken: cancellationToken);
        files.Writer.CustomMetadata = _metadata;
    }

    private async Task CompleteFileAsync(PartitionFiles files)
    {
        await files.Writer!.DisposeAsync();
        files.Stream!.CompleteDurably();
        var name = $"part-{_runId}-{files.Part:00000}.parquet";
        var path = files.Path.Length == 0 ? name : $"{files.Path}/{name}";
        _complete.Add(new StagedFile(files.StagedName!, path, files.Stream.Length, files.Rows));
        _open.Remove(files);
        files.Stream = null;
        files.Writer = null;
    }
}
