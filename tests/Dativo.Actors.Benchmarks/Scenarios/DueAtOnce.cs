using System.Collections.Immutable;
using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Peers;
using Dativo.Benchmarks.Product;

namespace Dativo.Benchmarks.Scenarios;

/// <summary>Many schedules that are due at one instant, of tenants that sleep until then.</summary>
internal static class DueAtOnce
{
    private const int Schedules = 2_000;

    public static Scenario Scenario { get; } = new()
    {
        Name = "due-at-once",
        Title = $"{Schedules:N0} schedules, each of a tenant that was never awake, due at one instant: how late the code of their jobs, which do nothing, starts. The product has {QuartzHost.Threads} slots and Quartz.NET as many threads; Hangfire has its default of five for each core.",
        Metrics = DueWork.Metrics,
        Contestants =
        [
            new(Contestants.Product, [Database.Sqlite, Database.Postgres], static arena => DativoDue.RunAsync(arena, Work(arena, TimeSpan.FromSeconds(20)))),
            new(Contestants.Quartz, [Database.Sqlite, Database.Postgres], static arena => QuartzDue.RunAsync(arena, Work(arena, TimeSpan.FromSeconds(30)))),
            new(Contestants.QuartzRam, [Database.None], static arena => QuartzDue.RunAsync(arena, Work(arena, TimeSpan.FromSeconds(10)))),
            new(Contestants.Hangfire, [Database.Postgres], static arena => HangfireDue.RunAsync(arena, Work(arena, TimeSpan.FromSeconds(60)))) { Limit = TimeSpan.FromMinutes(6) },
        ],
        Aims = [new("p99_ms", 150), new("max_ms", 250)],
    };

    private static DueWork Work(Arena arena, TimeSpan ahead)
    {
        var due = DateTimeOffset.FromUnixTimeSeconds((TimeProvider.System.GetUtcNow() + ahead).ToUnixTimeSeconds());
        return new DueWork
        {
            From = due,
            Schedules = Enumerable.Range(0, arena.Scaled(Schedules)).ToImmutableSortedDictionary(static i => $"tenant_{i:0000}", _ => due),
            Interval = TimeSpan.FromHours(1),
            Rounds = 1,
        };
    }
}
