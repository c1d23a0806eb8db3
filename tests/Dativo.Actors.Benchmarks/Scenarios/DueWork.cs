using System.Collections.Immutable;
using Dativo.Benchmarks.Harness;

namespace Dativo.Benchmarks.Scenarios;

/// <summary>Schedules of a tenant each, and the span of time whose occurrences are measured.</summary>
internal sealed record DueWork
{
    /// <summary>How many runs are asked for beforehand, of other tenants: nobody is measured on the first run of its life.</summary>
    public const int Warmup = 200;

    /// <summary>How many tenants they are of.</summary>
    public const int WarmupTenants = 20;

    private static readonly TimeSpan BeforeAll = TimeSpan.FromMilliseconds(200);

    /// <summary>The schedules: when each is due for the first time in the span, by its name, which is its tenant's too.</summary>
    public required ImmutableSortedDictionary<string, DateTimeOffset> Schedules { get; init; }

    /// <summary>The time from one occurrence of a schedule to the next.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>How many occurrences each schedule has in the span.</summary>
    public required int Rounds { get; init; }

    /// <summary>How many occurrences are measured.</summary>
    public int Count => Schedules.Count * Rounds;

    /// <summary>The first instant of the span.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The instant after the span.</summary>
    public DateTimeOffset Until => From + (Interval * Rounds);

    /// <summary>The metrics.</summary>
    public static ImmutableArray<Metric> Metrics { get; } =
    [
        new("p99_ms", "late by ms: p99", Better.Lower),
        new("p50_ms", "p50", Better.Lower),
        new("max_ms", "max", Better.Lower),
        new("cpu_ms_per_run", "CPU ms/run", Better.Lower),
    ];

    /// <summary>The tenant of a run that is asked for beforehand.</summary>
    public static string WarmupTenantOf(int run) => $"warm_{run % WarmupTenants:00}";

    /// <summary>Whether an occurrence lies in the span.</summary>
    public bool Covers(DateTimeOffset due) => due >= From && due < Until;

    /// <summary>Fails when the span has begun, or is about to, before everything is ready.</summary>
    public void CheckReady()
    {
        if (From - TimeProvider.System.GetUtcNow() is var left && left < TimeSpan.FromSeconds(4))
            throw new BenchmarkException(FormattableString.Invariant($"not ready in time: {left.TotalSeconds:0.0} s before the first occurrence"));
    }

    /// <summary>Waits until all occurrences of the span were started, and says how late each was.</summary>
    /// <param name="started">When the occurrences that were started so far were due, and when their code started.</param>
    /// <param name="arena">Where it is done.</param>
    public async Task<Sample> MeasureAsync(Func<IEnumerable<(DateTimeOffset Due, DateTimeOffset At)>> started, Arena arena)
    {
        var time = TimeProvider.System;

        // Whatever reports for the first time is compiled for it, here and in the process that shows it: not while it is measured.
        arena.Report("started", 0, Count);

        // Nor may it be while the system is asked for all its processes.
        await DelayUntilAsync(From - BeforeAll, time);
        var cpu = arena.MeasureCpu();
        await DelayUntilAsync(From, time);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        do
        {
            var lateness = started().Where(start => Covers(start.Due)).Select(static start => start.At - start.Due).ToImmutableArray();
            arena.Report("started", lateness.Length, Count);
            if (lateness.Length >= Count && time.GetUtcNow() >= Until - Interval)
                return Statistics.Lateness(lateness).With("cpu_ms_per_run", cpu.Total.TotalMilliseconds / lateness.Length);
        }
        while (await timer.WaitForNextTickAsync());
        throw new InvalidOperationException("The timer has ended.");
    }

    private static Task DelayUntilAsync(DateTimeOffset instant, TimeProvider time) =>
        instant - time.GetUtcNow() is var left && left > TimeSpan.Zero ? Task.Delay(left) : Task.CompletedTask;
}
