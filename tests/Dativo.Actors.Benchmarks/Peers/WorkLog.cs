using System.Collections.Concurrent;
using Dativo.Benchmarks.Harness;

namespace Dativo.Benchmarks.Peers;

/// <summary>What the code of a peer's jobs saw: when each run started, which ran twice, and which ran beside another of its tenant.</summary>
internal sealed class WorkLog
{
    private readonly ConcurrentDictionary<string, byte> _busy = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Start> _started = new(StringComparer.Ordinal);
    private int _twice;
    private int _overlaps;

    /// <summary>How many runs have started.</summary>
    public int Count => _started.Count;

    /// <summary>The runs that have started.</summary>
    public IEnumerable<Start> Started => _started.Values;

    /// <summary>A run's code starts; it ends when what is returned is disposed of.</summary>
    /// <param name="tenant">Its tenant.</param>
    /// <param name="run">Its name, which no other run has.</param>
    /// <param name="due">When it should have started; the default for one that was asked for.</param>
    public IDisposable Begin(string tenant, string run, DateTimeOffset due = default)
    {
        if (!_started.TryAdd(run, new Start(due, TimeProvider.System.GetUtcNow())))
            Interlocked.Increment(ref _twice);
        var isAlone = _busy.TryAdd(tenant, 0);
        if (!isAlone)
            Interlocked.Increment(ref _overlaps);
        return new Work(this, isAlone ? tenant : null);
    }

    /// <summary>Waits until that many runs have started.</summary>
    public async Task UntilStartedAsync(int runs, Arena arena)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (Count < runs && await timer.WaitForNextTickAsync())
            arena.Report("started", Count, runs);
    }

    /// <summary>Fails when a run ran more than once, or beside another of its tenant.</summary>
    public void Check()
    {
        if (_twice > 0)
            throw new BenchmarkException($"{_twice:N0} runs ran more than once");
        if (_overlaps > 0)
            throw new BenchmarkException($"{_overlaps:N0} runs ran beside another of their tenant");
    }

    /// <summary>Fails unless that many runs ran, each once, and no two of a tenant at once.</summary>
    public void Check(int runs)
    {
        if (Count != runs)
            throw new BenchmarkException($"{Count:N0} runs ran, not {runs:N0}");
        Check();
    }

    /// <summary>When a run was due, and when its code started.</summary>
    internal readonly record struct Start(DateTimeOffset Due, DateTimeOffset At);

    private sealed class Work(WorkLog log, string? tenant) : IDisposable
    {
        public void Dispose()
        {
            if (tenant is not null)
                log._busy.TryRemove(tenant, out _);
        }
    }
}
