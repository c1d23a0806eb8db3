namespace Dativo.Ingest.Write;

/// <summary>
/// A write-only stream into a staged file whose operating-system handle can be let go and is taken up again at the next
/// write: so any number of partitions can have a file in the making with a bounded number of open handles.
/// </summary>
internal sealed class StagedFileStream(string path) : Stream
{
    private const int BufferBytes = 64 * 1024;

    private FileStream? _file;
    private long _length;

    public bool HasHandle => _file is not null;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <summary>Lets the handle go.</summary>
    public void ReleaseHandle()
    {
        _file?.Dispose();
        _file = null;
    }

    /// <summary>Makes everything written durable, and lets the handle go.</summary>
    public void CompleteDurably()
    {
        Handle().Flush(flushToDisk: true);
        ReleaseHandle();
    }

    // Parquet.Net flushes before every page; what matters is flushed by CompleteDurably.
    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Handle().Write(buffer);
        _length += buffer.Length;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            ReleaseHandle();
        base.Dispose(disposing);
    }

    private FileStream Handle() =>
        _file ??= new FileStream(path, _length == 0 ? FileMode.Create : FileMode.Append, FileAccess.Write, FileShare.None, BufferBytes);
}
