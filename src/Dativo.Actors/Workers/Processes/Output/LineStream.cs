using System.Buffers;

namespace Dativo.Actors.Workers.Processes.Output;

/// <summary>
/// Cuts one stream of bytes into lines, so that the lines of stdout and stderr do not cut each other in the log. Complete lines
/// pass through without being copied; an unfinished one is held back until it ends or grows too long.
/// </summary>
internal sealed class LineStream
{
    private readonly ProcessOutput _output;
    private readonly bool _isError;
    private byte[]? _held;
    private int _heldLength;
    private bool _inLongLine;

    /// <summary>Makes one stream of a process.</summary>
    internal LineStream(ProcessOutput output, bool isError)
    {
        _output = output;
        _isError = isError;
    }

    /// <summary>Takes in bytes; they are not referred to after the call.</summary>
    internal void Accept(ReadOnlySpan<byte> bytes)
    {
        _output.Arrived(bytes, _isError);
        if (IsMidLine) bytes = bytes[ContinueLine(bytes)..];
        if (bytes.IsEmpty) return;

        var whole = bytes.LastIndexOf((byte)'\n') + 1;
        if (whole > 0) _output.Lines(bytes[..whole]);
        if (whole < bytes.Length) Hold(bytes[whole..]);
    }

    /// <summary>Whether a line has begun and not ended.</summary>
    internal bool IsMidLine => _inLongLine || _heldLength > 0;

    /// <summary>There is no more to come: the last line ends without a line end.</summary>
    internal void End()
    {
        if (_heldLength > 0) _output.Lines(_held.AsSpan(0, _heldLength));
        Release();
        _inLongLine = false;
    }

    private int ContinueLine(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n') + 1;
        var more = end > 0 ? bytes[..end] : bytes;
        if (_inLongLine)
        {
            _output.Fragment(more);
            _inLongLine = end == 0;
        }
        else
        {
            Hold(more);
            if (end > 0)
            {
                if (_heldLength > 0) _output.Lines(_held.AsSpan(0, _heldLength));
                Release();
                _inLongLine = false;
            }
        }

        return more.Length;
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        if (_heldLength + bytes.Length > OutputEventParser.MaxLineBytes)
        {
            _output.Fragment(_held.AsSpan(0, _heldLength));
            _output.Fragment(bytes);
            Release();
            _inLongLine = true;
            return;
        }

        if (_held is null || _held.Length < _heldLength + bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(1024, 2 * (_heldLength + bytes.Length)));
            _held.AsSpan(0, _heldLength).CopyTo(larger);
            if (_held is not null) ArrayPool<byte>.Shared.Return(_held);
            _held = larger;
        }

        bytes.CopyTo(_held.AsSpan(_heldLength));
        _heldLength += bytes.Length;
    }

    private void Release()
    {
        if (_held is not null) ArrayPool<byte>.Shared.Return(_held);
        _held = null;
        _heldLength = 0;
    }
}
