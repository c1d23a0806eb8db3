using System.Text;
using Dativo.Actors.Workers.Processes.Posix;

namespace Dativo.Actors.Workers.Guard;

/// <summary>
/// Finds processes by the guard's variable in their environment (Linux). A process that removed the variable, and one of another user, is not found.
/// Not thread-safe.
/// </summary>
internal sealed unsafe class ProcessMarks
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly byte[] _mark;

    /// <summary>Looks for the variable with one guard's id.</summary>
    internal ProcessMarks(string guardId)
    {
        _mark = Encoding.ASCII.GetBytes($"{GuardProtocol.Variable}={guardId}");
    }

    /// <summary>The mark of a process.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="number">The number of the start that the process stems from; 0 if it has the mark without one.</param>
    internal MarkState Read(int pid, out long number)
    {
        number = 0;
        var path = stackalloc byte[32];
        WritePath(path, pid, "/environ\0"u8);
        var descriptor = Libc.open(path, Libc.OpenReadOnly | Libc.OpenCloseOnExec);
        if (descriptor < 0) return MarkState.Other;
        try
        {
            return Scan(descriptor, out number);
        }
        finally
        {
            _ = Libc.close(descriptor);
        }
    }

    private static void WritePath(byte* path, int pid, ReadOnlySpan<byte> rest)
    {
        var span = new Span<byte>(path, 32);
        "/proc/"u8.CopyTo(span);
        System.Buffers.Text.Utf8Formatter.TryFormat(pid, span[6..], out var digits);
        rest.CopyTo(span[(6 + digits)..]);
    }

    private MarkState Scan(int descriptor, out long number)
    {
        number = 0;
        var kept = 0;
        var any = false;
        var atStart = true;
        while (true)
        {
            int read;
            fixed (byte* buffer = _buffer)
            {
                read = (int)Libc.read(descriptor, buffer + kept, (nuint)(_buffer.Length - kept));
            }

            if (read < 0 && Libc.LastError == Errno.Interrupted) continue;
            var atEnd = read <= 0;
            any |= read > 0;
            var bytes = _buffer.AsSpan(0, kept + Math.Max(0, read));
            if (TryFind(bytes, atStart, atEnd, out number)) return MarkState.Marked;
            if (read < 0) return MarkState.Other;
            if (atEnd) return any ? MarkState.Other : MarkState.Empty;

            // What may be the beginning of the mark is looked at again together with what follows; 32 more bytes are for the number.
            var keep = Math.Min(bytes.Length, _mark.Length + 32);
            atStart &= keep == bytes.Length;
            bytes[^keep..].CopyTo(_buffer);
            kept = keep;
        }
    }

    private bool TryFind(ReadOnlySpan<byte> bytes, bool atStart, bool atEnd, out long number)
    {
        number = 0;
        for (var from = 0; ;)
        {
            var found = bytes[from..].IndexOf(_mark);
            if (found < 0) return false;
            var start = from + found;
            var rest = bytes[(start + _mark.Length)..];
            var begins = start == 0 ? atStart : bytes[start - 1] == 0;
            var end = rest.IndexOf((byte)0);
            if (end < 0 && !atEnd) return false;
            var value = end < 0 ? rest : rest[..end];
            if (begins && (value.IsEmpty || value[0] == (byte)'.'))
            {
                if (!value.IsEmpty) _ = System.Buffers.Text.Utf8Parser.TryParse(value[1..], out number, out _);
                return true;
            }

            from = start + 1;
        }
    }
}

/// <summary>What the environment of a process says.</summary>
internal enum MarkState
{
    /// <summary>Not the guard's, or not readable.</summary>
    Other,

    /// <summary>The guard's.</summary>
    Marked,

    /// <summary>There is no environment: a kernel thread, a process that is ending, one that is just being started, or one without variables.</summary>
    Empty,
}
