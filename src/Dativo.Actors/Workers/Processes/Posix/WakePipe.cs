namespace Dativo.Actors.Workers.Processes.Posix;

/// <summary>Ends the wait of a thread that sits in <c>poll</c>. Many wake-ups before the thread gets to them are one.</summary>
internal sealed unsafe class WakePipe : IDisposable
{
    private readonly object _gate = new();
    private readonly int _writeEnd;
    private int _pending;
    private bool _disposed;

    /// <summary>Makes the pipe.</summary>
    /// <exception cref="IOException">No descriptors are left.</exception>
    internal WakePipe()
    {
        if (!Libc.TryMakePipe(out var readEnd, out _writeEnd)) throw new IOException($"no pipe could be made: {Libc.Describe(Libc.LastError)}");
        ReadEnd = readEnd;
    }

    /// <summary>Readable when there is a wake-up.</summary>
    internal int ReadEnd { get; }

    /// <summary>Wakes the thread; from any thread.</summary>
    internal void Wake()
    {
        if (Interlocked.Exchange(ref _pending, 1) != 0) return;
        lock (_gate)
        {
            if (_disposed) return;
            byte one = 1;
            _ = Libc.write(_writeEnd, &one, 1);
        }
    }

    /// <summary>Takes the wake-up away; to be called before looking at what the wake-up was for, when the read end is readable.</summary>
    internal void Clear()
    {
        byte one;
        _ = Libc.read(ReadEnd, &one, 1);
        Interlocked.Exchange(ref _pending, 0);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            _ = Libc.close(ReadEnd);
            _ = Libc.close(_writeEnd);
        }
    }
}
