using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Peers;
using Dativo.Benchmarks.Product;

namespace Dativo.Benchmarks.Scenarios;

/// <summary>Many schedules that are not due, and one that is.</summary>
internal static class ManySchedules
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    /// <summary>How many are not.</summary>
    public const int Schedules = 100_000;

    /// <summary>How many of them one tenant has.</summary>
    public const int SchedulesOfTenant = 100;

    /// <summary>How often the one that is due is due.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    /// <summary>For how long nothing is to be done.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromSeconds(22);

    /// <summary>What is left of the period.</summary>
    public static readonly TimeSpan Quiet = Period - Idle;

    /// <summary>The others are due once a year, in a month that is far from now.</summary>
    public static int FarMonth => TimeProvider.System.GetUtcNow().AddMonths(6).Month;

    public static Scenario Scenario { get; } = new()
    {
        Name = "many-schedules",
        Title = $"{Schedules:N0} schedules, each with a job file of its own, of {Schedules / SchedulesOfTenant:N0} tenants, and one that was due just before the start: from the start of the process until all are loaded from the files; started again with nothing changed, until all are loaded, and until the process of the due job runs (of Quartz.NET: stored, started again, and until the code of the due job runs in its process); then {Idle.TotalSeconds:0} s in which nothing is due.",
        Metrics =
        [
            new("load_s", "loaded after s", Better.Lower),
            new("load_cpu_s", "CPU s", Better.Lower),
            new("start_s", "started again after s", Better.Lower),
            new("start_cpu_s", "CPU s", Better.Lower),
            new("first_job_s", "first job after s", Better.Lower),
            new("idle_percent", "idle: % of a core", Better.Lower),
            new("memory_mb", "memory MB", Better.Lower),
        ],
        Contestants =
        [
            new(Contestants.Product, [Database.Sqlite], DativoManySchedules.RunAsync) { Limit = Limit },
            new(Contestants.Quartz, [Database.Sqlite], QuartzManySchedules.RunAsync) { Limit = Limit },
        ],
        Aims =
        [
            new("load_s", 5),
            new("first_job_s", 1.5),
            new("idle_percent", 0.5),
            new("memory_mb", 200),
        ],
    };

    /// <summary>Waits for the next instant that is this long after an occurrence of the one schedule that fires.</summary>
    public static async Task UntilDueAsync(TimeSpan after)
    {
        var period = Period.TotalSeconds;
        var phase = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch - after).TotalSeconds % period;
        await Task.Delay(TimeSpan.FromSeconds(period - phase) + TimeSpan.FromMilliseconds(1));
    }
}
