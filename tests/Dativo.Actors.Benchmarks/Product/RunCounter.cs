namespace Dativo.Benchmarks.Product;

/// <summary>Counts the runs that a node says have ended, which it says when that is stored.</summary>
internal sealed class RunCounter
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _ended;
    private int _awaited = int.MaxValue;

    /// <summary>How many have ended.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <summary>How many warnings and errors the node has logged, and the last of them.</summary>
    public string? LastWarning { get; private set; }

    /// <summary>Completes when that many have ended.</summary>
    public Task AllAsync(int count)
    {
        Volatile.Write(ref _awaited, count);
        if (Ended >= count)
            _all.TrySetResult();
        return _all.Task;
    }

    /// <summary>One more has ended.</summary>
    public void Count()
    {
        if (Interlocked.Increment(ref _ended) >= Volatile.Read(ref _awaited))
            _all.TrySetResult();
    }

    /// <summary>The node warns.</summary>
    public void Warn(string message) => LastWarning = message;
}
