using Dativo.Actors.Workers.Processes.Posix;

namespace Dativo.Actors.Workers.Guard;

/// <summary>The messages of the node, as they come through the pipe.</summary>
internal sealed unsafe class GuardInbox
{
    private readonly int _descriptor;
    private readonly byte[] _buffer = new byte[GuardProtocol.MessageLength * 455];
    private int _start;
    private int _end;

    /// <summary>Reads from a descriptor.</summary>
    internal GuardInbox(int descriptor)
    {
        _descriptor = descriptor;
    }

    /// <summary>Waits for messages, no longer than told; false when the node is gone.</summary>
    internal bool Wait(int timeoutMilliseconds)
    {
        var poll = new PollDescriptor { Descriptor = _descriptor, Events = Libc.PollIn };
        if (Libc.poll(&poll, 1, timeoutMilliseconds) <= 0) return true;

        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        nint read;
        fixed (byte* buffer = _buffer)
        {
            read = Libc.read(_descriptor, buffer + _end, (nuint)(_buffer.Length - _end));
        }

        if (read > 0) _end += (int)read;
        return read > 0 || (read < 0 && Libc.LastError == Errno.Interrupted);
    }

    /// <summary>Takes the next message, if it is complete.</summary>
    internal bool TryTake(out byte kind, out long number)
    {
        (kind, number) = (0, 0);
        if (_end - _start < GuardProtocol.MessageLength) return false;
        (kind, number) = GuardProtocol.Read(_buffer.AsSpan(_start, GuardProtocol.MessageLength));
        _start += GuardProtocol.MessageLength;
        return true;
    }
}
