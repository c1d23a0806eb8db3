using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Product;

namespace Dativo.Benchmarks.Scenarios;

/// <summary>Many schedules that are not due, and one that is.</summary>
internal static class ManySchedules
{
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

    public static Scenario Scenario { get; } = new()
    {
        Name = "many-schedules",
        Title = $"{Schedules:N0} schedules, each with a job file of its own, of {Schedules / SchedulesOfTenant:N0} tenants, and one that was due just before the start: from the start of the process until all are loaded from the files; started again with nothing changed, until all are loaded, and until the process of the due job runs; then {Idle.TotalSeconds:0} s in which nothing is due.",
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
        Contestants = [new(Contestants.Product, [Database.Sqlite], DativoManySchedules.RunAsync) { Limit = TimeSpan.FromMinutes(20) }],
        Aims =
        [
            new("load_s", 5),
            new("first_job_s", 1.5),
            new("idle_percent", 0.5),
            new("memory_mb", 200),
        ],
    };
}
