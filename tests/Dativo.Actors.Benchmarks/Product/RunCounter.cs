namespace Dativo.Benchmarks.Product;

/// <summary>Counts the runs that a node says have ended, which it says when that is stored.</summary>
internal sealed class RunCounter
{
    private volatile Awaited? _awaited;
    private int _ended;

    /// <summary>How many have ended.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <summary>How many warnings and errors the node has logged, and the last of them.</summary>
    public string? LastWarning { get; private set; }

    /// <summary>Completes when that many have ended since the beginning; one wait at a time.</summary>
    public Task AllAsync(int count)
    {
        var awaited = new Awaited(count);
        _awaited = awaited;
        awaited.Look(Ended);
        return awaited.Task;
    }

    /// <summary>One more has ended.</summary>
    public void Count()
    {
        var ended = Interlocked.Increment(ref _ended);
        _awaited?.Look(ended);
    }

    /// <summary>The node warns.</summary>
    public void Warn(string message) => LastWarning = message;

    private sealed class Awaited(int count)
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Task => _all.Task;

        public void Look(int ended)
        {
            if (ended >= count)
                _all.TrySetResult();
        }
    }
}
