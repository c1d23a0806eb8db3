using Microsoft.Win32.SafeHandles;

namespace Dativo.Actors.Workers.Processes.Output;

/// <summary>
/// Writes the log of one process as it comes, and keeps of a long one its beginning and its end (see <see cref="ProcessLogLayout"/>).
/// Nothing is buffered: what was written can be read at once. A log that cannot be written any more does not harm the process.
/// </summary>
internal sealed class ProcessLogWriter
{
    private const FileShare ShareAll = FileShare.ReadWrite | FileShare.Delete;

    private readonly string _path;
    private readonly long _headLimit;
    private readonly long _pieceLimit;
    private readonly Queue<string> _pieces = new();
    private SafeFileHandle? _file;
    private long _fileLength;
    private long _written;
    private long _headEnd;
    private bool _finished;

    /// <summary>Makes a writer; no file is created before the first byte.</summary>
    internal ProcessLogWriter(string path, long limit)
    {
        _path = path;
        _headLimit = limit / 2 - ProcessLogLayout.MarkReserve;
        _pieceLimit = limit / 2 / ProcessLogLayout.MaxPieces;
    }

    /// <summary>Why the log is incomplete; null when it is not.</summary>
    internal string? Error { get; private set; }

    /// <summary>Whether the output was longer than the head.</summary>
    internal bool HasTail => _pieces.Count > 0;

    /// <summary>Writes bytes; where files end, lines are kept whole if they can be.</summary>
    internal void Write(ReadOnlySpan<byte> bytes)
    {
        if (Error is not null || _finished) return;
        try
        {
            while (!bytes.IsEmpty)
            {
                if (_file is null) OpenHead();
                var room = (HasTail ? _pieceLimit : _headLimit) - _fileLength;
                var part = bytes.Length <= room ? bytes : bytes[..CutAtLine(bytes, room)];
                Append(part);
                bytes = bytes[part.Length..];
                if (!bytes.IsEmpty) NextPiece();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fail(e);
        }
    }

    /// <summary>Completes the log: afterwards all that was kept is in the one file.</summary>
    internal void Finish()
    {
        if (_finished) return;
        _finished = true;
        _file?.Dispose();
        _file = null;
        if (!HasTail) return;
        try
        {
            ProcessLogLayout.Join(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fail(e);
        }
    }

    private int CutAtLine(ReadOnlySpan<byte> bytes, long room)
    {
        var fitting = bytes[..(int)Math.Max(0, room)];
        var whole = fitting.LastIndexOf((byte)'\n') + 1;

        // A line longer than an empty file has to be cut somewhere.
        return whole > 0 || _fileLength > 0 ? whole : fitting.Length;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        RandomAccess.Write(_file!, bytes, _fileLength);
        _fileLength += bytes.Length;
        _written += bytes.Length;
    }

    private void OpenHead()
    {
        try
        {
            _file = File.OpenHandle(_path, FileMode.Create, FileAccess.Write, ShareAll);
        }
        catch (DirectoryNotFoundException)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            _file = File.OpenHandle(_path, FileMode.Create, FileAccess.Write, ShareAll);
        }

        _fileLength = 0;
    }

    private void NextPiece()
    {
        if (!HasTail) _headEnd = _written;
        _file!.Dispose();
        var name = ProcessLogLayout.PieceFile(_path, _headEnd, _written);
        _file = File.OpenHandle(name, FileMode.Create, FileAccess.Write, ShareAll);
        _fileLength = 0;
        _pieces.Enqueue(name);
        if (_pieces.Count > ProcessLogLayout.MaxPieces) File.Delete(_pieces.Dequeue());
    }

    private void Fail(Exception e)
    {
        Error = $"the log {_path} could not be written: {e.Message}";
        _file?.Dispose();
        _file = null;
    }
}
