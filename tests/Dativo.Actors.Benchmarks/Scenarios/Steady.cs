using System.Collections.Immutable;
using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Peers;
using Dativo.Benchmarks.Product;

namespace Dativo.Benchmarks.Scenarios;

/// <summary>Schedules that are due one after another, evenly.</summary>
internal static class Steady
{
    private const int PerSecond = 200;
    private const int Seconds = 30;

    public static Scenario Scenario { get; } = new()
    {
        Name = "steady",
        Title = $"{PerSecond} schedules of a tenant each, every one due once a second and none at the same instant, so one each {1000 / PerSecond} ms, for {Seconds} s: how late the code of their jobs, which do nothing, starts. The product has {QuartzHost.Threads} slots and Quartz.NET as many threads. Hangfire has no schedules as fine as this.",
        Metrics = DueWork.Metrics,
        Contestants =
        [
            new(Contestants.Product, [Database.Sqlite, Database.Postgres], static arena => DativoDue.RunAsync(arena, Work(arena))),
            new(Contestants.Quartz, [Database.Sqlite, Database.Postgres], static arena => QuartzDue.RunAsync(arena, Work(arena))),
            new(Contestants.QuartzRam, [Database.None], static arena => QuartzDue.RunAsync(arena, Work(arena))),
        ],
        Aims = [new("p50_ms", 5), new("p99_ms", 30)],
    };

    private static DueWork Work(Arena arena)
    {
        var interval = TimeSpan.FromSeconds(1);
        var first = DateTimeOffset.FromUnixTimeSeconds((TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(20)).ToUnixTimeSeconds());
        return new DueWork
        {
            From = first,
            Schedules = Enumerable.Range(0, PerSecond).ToImmutableSortedDictionary(static i => $"tenant_{i:000}", i => first + (interval / PerSecond * i)),
            Interval = interval,
            Rounds = arena.Scaled(Seconds),
        };
    }
}
