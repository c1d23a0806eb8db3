using Microsoft.Extensions.Hosting;

namespace Dativo.Actors.Hosting;

/// <summary>
/// Collects the young garbage of a node at moments when little happens: a collection takes milliseconds then, and many times as long while
/// thousands of runs are under way, which all are in use. The program lets many megabytes come together before the runtime collects by
/// itself; on a quiet node that would take hours, and the node would seem to grow.
/// </summary>
internal sealed class QuietCollection : BackgroundService
{
    /// <summary>How often it looks.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>A node that made more in that time is busy.</summary>
    internal const long QuietBytes = 16L * 1024 * 1024;

    /// <summary>Less than this is not worth it.</summary>
    internal const long LeastBytes = 4L * 1024 * 1024;

    private readonly TimeProvider _time;
    private readonly Func<long> _allocated;
    private readonly Action _collect;
    private long _collectedAt;
    private long _seen;

    /// <summary>Looks at this process.</summary>
    public QuietCollection(TimeProvider time)
        : this(time, static () => GC.GetTotalAllocatedBytes(), static () => GC.Collect(0))
    {
    }

    /// <param name="time">The time.</param>
    /// <param name="allocated">How many bytes were ever allocated.</param>
    /// <param name="collect">Collects the young garbage.</param>
    internal QuietCollection(TimeProvider time, Func<long> allocated, Action collect)
    {
        _time = time;
        _allocated = allocated;
        _collect = collect;
        _seen = _collectedAt = allocated();
    }

    /// <summary>Collects what came together since it last did, unless that is little.</summary>
    public void CollectIfMuch()
    {
        var allocated = _allocated();
        if (allocated - Interlocked.Read(ref _collectedAt) < LeastBytes)
            return;
        Interlocked.Exchange(ref _collectedAt, allocated);
        _collect();
    }

    /// <summary>Looks once whether the node is quiet.</summary>
    internal void Look()
    {
        var allocated = _allocated();
        var isQuiet = allocated - _seen <= QuietBytes;
        _seen = allocated;
        if (isQuiet)
            CollectIfMuch();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            Look();
    }
}
