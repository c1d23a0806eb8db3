using System.Diagnostics;
using Dativo.Benchmarks.Ceilings;
using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Peers;
using Dativo.Benchmarks.Product;

namespace Dativo.Benchmarks.Scenarios;

/// <summary>Many runs that do nothing, asked for at once.</summary>
internal static class RunNow
{
    /// <summary>How many runs.</summary>
    public const int Runs = 20_000;

    /// <summary>How many for peers on PostgreSQL, which would take minutes: their rate does not depend on it.</summary>
    public const int FewRuns = 2_000;

    /// <summary>Of how many tenants.</summary>
    public const int Tenants = 200;

    public static Scenario Scenario { get; } = new()
    {
        Name = "run-now",
        Title = $"{Runs:N0} runs that do nothing, asked for one by one, over {Tenants} tenants that run one at a time; until the last is stored as ended. Peers on PostgreSQL do {FewRuns:N0}. A tenth more come first and do not count.",
        Metrics =
        [
            new("runs_per_second", "runs/s", Better.Higher),
            new("cpu_ms_per_run", "CPU ms/run", Better.Lower),
            new("database_cpu_ms_per_run", "of it the database's", Better.Lower),
            new("allocated_kb_per_run", "KB allocated/run", Better.Lower),
            new("history_ms", "history complete after ms", Better.Lower),
            new("rows_per_second", "rows/s", Better.Higher),
        ],
        Contestants =
        [
            new(Contestants.Product, [Database.Sqlite, Database.Postgres], DativoRunNow.RunAsync),
            new(Contestants.Quartz, [Database.Sqlite, Database.Postgres], QuartzRunNow.RunAsync),
            new(Contestants.QuartzRam, [Database.None], QuartzRunNow.RunAsync),
            new(Contestants.Hangfire, [Database.Postgres], HangfireRunNow.RunAsync),
            new("batched rows", [Database.Sqlite, Database.Postgres], JournalRows.BatchedAsync),
            new("single-row commits", [Database.Sqlite, Database.Postgres], JournalRows.SingleAsync),
        ],
        Aims =
        [
            new("runs_per_second", 6_000) { Database = Database.Sqlite, Stretch = 11_000 },
            new("runs_per_second", 3_000) { Database = Database.Postgres, Stretch = 6_000 },
            new("cpu_ms_per_run", 0.5) { Database = Database.Postgres },
        ],
    };

    /// <summary>How many runs come before those that are measured.</summary>
    public static int WarmUpOf(int runs) => runs / 10;

    /// <summary>The tenant of a run.</summary>
    public static string TenantOf(int run) => $"tenant_{run % Tenants:000}";

    /// <summary>Does the work once for those that do not count, and measures those that do.</summary>
    public static async Task<Sample> MeasureAsync(Arena arena, int runs, Func<Task> warmUp, Func<Task> work)
    {
        await warmUp();
        var cpu = arena.MeasureCpu();
        var watch = Stopwatch.StartNew();
        await work();
        return Measured(runs, watch.Elapsed, cpu);
    }

    /// <summary>What the runs took.</summary>
    public static Sample Measured(double runs, TimeSpan took, CpuMeter cpu) => Sample.Empty
        .With("runs_per_second", runs / took.TotalSeconds)
        .With("allocated_kb_per_run", cpu.Allocated / 1024.0 / runs)
        .With("cpu_ms_per_run", cpu.Total.TotalMilliseconds / runs)
        .With("database_cpu_ms_per_run", cpu.OfDatabase.TotalMilliseconds / runs);
}
