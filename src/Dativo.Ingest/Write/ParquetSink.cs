using System.Threading.Channels;
using Dativo.Ingest.Assets;

namespace Dativo.Ingest.Write;

/// <summary>
/// Takes records from the reading side and hands full row groups to a task of its own, so that reading and validating go
/// on while a row group is encoded and compressed. What waits in memory is bounded: by <see cref="MaxBufferedBytes"/>
/// over all partitions, and by the one row group that may wait for the one that is being written.
/// </summary>
internal sealed class ParquetSink : IAsyncDisposable
{
    /// <summary>The size of a row group before encoding.</summary>
    public const long MaxRowGroupBytes = 24L * 1024 * 1024;

    /// <summary>What all partitions together may hold before the fullest is written.</summary>
    public const long MaxBufferedBytes = 64L * 1024 * 1024;

    /// <summary>How many partitions one run may write. Each one costs memory for its file's footer.</summary>
    public const int MaxPartitions = 10_000;

    private readonly IReadOnlyList<AssetColumn> _columns;
    private readonly ParquetOutput _output;
    private readonly Channel<(Partition Partition, RowBatch Batch)> _full = Channel.CreateBounded<(Partition, RowBatch)>(1);
    private readonly Channel<RowBatch> _free = Channel.CreateBounded<RowBatch>(2);
    private readonly CancellationTokenSource _stop;
    private readonly Dictionary<string, Partition> _partitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Partition>.AlternateLookup<ReadOnlySpan<char>> _partitionsBySpan;
    private readonly long _firstRowGroupBytes;
    private readonly Task _writing;
    private long _bufferedBytes;

    public ParquetSink(IReadOnlyList<AssetColumn> columns, ParquetOutput output, CancellationToken cancellationToken)
    {
        _columns = columns;
        _output = output;
        _firstRowGroupBytes = output.NextRowGroupBytes(new PartitionFiles(""), MaxRowGroupBytes) / 2;
        _partitionsBySpan = _partitions.GetAlternateLookup<ReadOnlySpan<char>>();
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _writing = Task.Run(WriteAllAsync, CancellationToken.None);
    }

    /// <summary>The partition of a path, made when it is new.</summary>
    public Partition PartitionOf(ReadOnlySpan<char> path)
    {
        if (_partitionsBySpan.TryGetValue(path, out var known))
            return known;
        if (_partitions.Count == MaxPartitions)
        {
            throw new IngestException(
                IngestErrorKind.TooManyPartitions,
                $"the records belong to more than {MaxPartitions} partitions (choose target.partitioning columns with fewer values)");
        }

        var name = path.ToString();
        var partition = new Partition(name, new PartitionFiles(name), _firstRowGroupBytes);
        _partitions.Add(name, partition);
        return partition;
    }

    /// <summary>The batch that takes the partition's next row.</summary>
    public RowBatch BatchOf(Partition partition) =>
        partition.Batch ??= _free.Reader.TryRead(out var used) ? used : new RowBatch(_columns);

    /// <summary>Completes the row that was appended to the partition's batch.</summary>
    /// <returns>True when <see cref="RelieveAsync"/> must be called before the next row.</returns>
    public bool CompleteRow(Partition partition, int chars)
    {
        var batch = partition.Batch!;
        var before = batch.UsedBytes;
        batch.CompleteRow(chars);
        _bufferedBytes += batch.UsedBytes - before;
        return batch.UsedBytes >= partition.RowGroupBytes || _bufferedBytes >= MaxBufferedBytes;
    }

    /// <summary>Hands the partition's rows over when they make a row group, and the fullest partition's when memory asks for it.</summary>
    public async ValueTask RelieveAsync(Partition partition)
    {
        if (partition.Batch is { } batch && batch.UsedBytes >= partition.RowGroupBytes)
            await HandOverAsync(partition);
        while (_bufferedBytes >= MaxBufferedBytes)
            await HandOverAsync(_partitions.Values.MaxBy(p => p.Batch?.UsedBytes ?? 0)!);
    }

    /// <summary>Writes what is left and completes every file.</summary>
    public async Task<IReadOnlyList<StagedFile>> CompleteAsync()
    {
        foreach (var partition in _partitions.Values)
        {
            if (partition.Batch is { Rows: > 0 })
                await HandOverAsync(partition);
        }

        _full.Writer.TryComplete();
        await _writing;
        try
        {
            await _output.CompleteAsync();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw TargetErrors.From(e);
        }

        return _output.Complete;
    }

    /// <summary>Stops writing. What was staged stays where it is, for whoever removes the staging directory.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _full.Writer.TryComplete();
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _output.Abandon();
        _stop.Dispose();
    }

    private async ValueTask HandOverAsync(Partition partition)
    {
        var batch = partition.Batch!;
        partition.Batch = null;
        _bufferedBytes -= batch.UsedBytes;
        if (_full.Writer.TryWrite((partition, batch)))
            return;
        try
        {
            await _full.Writer.WriteAsync((partition, batch), _stop.Token);
        }
        catch (ChannelClosedException)
        {
            // The writing task failed: its own exception says why.
            await _writing;
            throw;
        }
    }

    private async Task WriteAllAsync()
    {
        try
        {
            await foreach (var (partition, batch) in _full.Reader.ReadAllAsync(_stop.Token))
            {
                await _output.WriteAsync(partition.Files, batch, _stop.Token);
                partition.RowGroupBytes = _output.NextRowGroupBytes(partition.Files, MaxRowGroupBytes);
                batch.Clear();
                _free.Writer.TryWrite(batch);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw TargetErrors.From(e);
        }
        finally
        {
            // The reading side must not wait for room that nobody makes.
            _full.Writer.TryComplete();
        }
    }
}
