using Microsoft.Win32.SafeHandles;

namespace Dativo.Actors.Workers.Processes.Output;

/// <summary>
/// Reads the log of a process from its beginning, while the process runs or after it, in the same or another program than the one that writes it.
/// What was left out, or is deleted before this reader gets to it, is replaced by a line that says how much it was. Not thread-safe.
/// </summary>
public sealed class ProcessLogReader : IDisposable
{
    private readonly string _logFile;
    private SafeFileHandle? _head;
    private long _headEnd = long.MaxValue;
    private long _headOffset;
    private bool _inPieces;
    private SafeFileHandle? _piece;
    private long _pieceStart;
    private long _position;
    private ReadOnlyMemory<byte> _mark;

    /// <summary>Makes a reader; the file need not exist yet.</summary>
    /// <param name="logFile">The log, as in <see cref="ProcessSpec.LogFile"/>.</param>
    public ProcessLogReader(string logFile)
    {
        _logFile = logFile;
    }

    /// <summary>
    /// Completes the log of a process whose node died before it could: puts what lies in separate files into the one. Does nothing when there
    /// is nothing to do. Must not be called while the process runs.
    /// </summary>
    /// <exception cref="IOException">The log could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The log may not be written.</exception>
    public static void Complete(string logFile) => ProcessLogLayout.Join(logFile);

    /// <summary>Reads what comes next; 0 when there is nothing more at this moment, which is the end if the process has ended.</summary>
    /// <exception cref="IOException">The log could not be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The log may not be read.</exception>
    public int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        while (true)
        {
            if (!_mark.IsEmpty) return TakeMark(buffer);
            var read = _inPieces ? ReadPiece(buffer) : ReadHead(buffer);
            if (read > 0) return read;
            if (!(_inPieces ? NextPiece() : EnterPieces())) return 0;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _head?.Dispose();
        _piece?.Dispose();
    }

    private static SafeFileHandle? TryOpen(string file)
    {
        try
        {
            return File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private int TakeMark(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _mark.Length);
        _mark.Span[..count].CopyTo(buffer);
        _mark = _mark[count..];
        return count;
    }

    private int ReadHead(Span<byte> buffer)
    {
        if (_head is null)
        {
            // Pieces beside the log tell where its head ends; behind that there may be the remains of a completion that was cut off.
            if (ProcessLogLayout.Pieces(_logFile) is [var first, ..]) _headEnd = first.HeadEnd;
            _head = TryOpen(_logFile);
            if (_head is null) return 0;
        }

        var count = (int)Math.Min(buffer.Length, _headEnd - _headOffset);
        if (count <= 0) return 0;
        var read = RandomAccess.Read(_head, buffer[..count], _headOffset);
        _headOffset += read;
        return read;
    }

    private bool EnterPieces()
    {
        if (_head is null || ProcessLogLayout.Pieces(_logFile) is not [var first, ..])
        {
            // No pieces, but some were there when this reader began: they are in the log now.
            var joined = _head is not null && _headEnd != long.MaxValue;
            _headEnd = long.MaxValue;
            return joined;
        }

        // Already reading what the pieces are being copied to, or not yet at the end of the head.
        if (_headOffset != first.HeadEnd) return _headOffset < first.HeadEnd && HasMoreHead();
        _headEnd = first.HeadEnd;
        _position = first.HeadEnd;
        _inPieces = true;
        return true;
    }

    private bool HasMoreHead() => RandomAccess.GetLength(_head!) > _headOffset;

    private int ReadPiece(Span<byte> buffer)
    {
        if (_piece is null) return 0;
        var read = RandomAccess.Read(_piece, buffer, _position - _pieceStart);
        _position += read;
        return read;
    }

    private bool NextPiece()
    {
        var pieces = ProcessLogLayout.Pieces(_logFile);
        if (pieces.Count == 0)
        {
            // A deleted file can be read on while it is open: nothing that was written to it after the last look may be lost.
            if (_piece is not null && RandomAccess.GetLength(_piece) > _position - _pieceStart) return true;
            ReturnToLog();
            return true;
        }

        // The piece this reader is in, the one that begins where it is, or, when those are gone, the oldest there is.
        var next = pieces.FindLast(piece => piece.Start <= _position) ?? pieces[0];
        if (_piece is not null && next.Start == _pieceStart) return false;
        if (_piece is not null && RandomAccess.GetLength(_piece) > _position - _pieceStart) return true;
        if (TryOpen(next.File) is not { } file) return true;
        _piece?.Dispose();
        _piece = file;
        _pieceStart = next.Start;
        if (next.Start > _position)
        {
            _mark = ProcessLogLayout.Mark(next.Start - _position);
            _position = next.Start;
        }

        return true;
    }

    private void ReturnToLog()
    {
        Span<byte> bytes = stackalloc byte[ProcessLogLayout.MarkReserve];
        var read = RandomAccess.Read(_head!, bytes, _headEnd);
        if (!ProcessLogLayout.TryReadMark(bytes[..read], out var leftOut, out var markLength)) markLength = 0;
        var tailStart = _headEnd + leftOut;

        // What this reader has seen of the tail already is skipped; if it has seen none, it goes on with the mark line.
        _headOffset = _position >= tailStart && _position > _headEnd ? _headEnd + markLength + (_position - tailStart) : _headEnd;
        _headEnd = long.MaxValue;
        _inPieces = false;
        _piece?.Dispose();
        _piece = null;
    }
}
