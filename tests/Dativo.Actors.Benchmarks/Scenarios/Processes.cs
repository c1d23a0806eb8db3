using Dativo.Benchmarks.Ceilings;
using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Peers;
using Dativo.Benchmarks.Product;

namespace Dativo.Benchmarks.Scenarios;

/// <summary>Many runs of a program that does nothing, each a process of its own.</summary>
internal static class Processes
{
    /// <summary>How many runs.</summary>
    public const int Runs = 2_000;

    /// <summary>The program.</summary>
    public const string Program = "/bin/true";

    /// <summary>How many processes may run at once, whoever starts them: as many as the product's slots are by default.</summary>
    public static int AtOnce { get; } = 4 * Environment.ProcessorCount;

    public static Scenario Scenario { get; } = new()
    {
        Name = "processes",
        Title = $"{Runs:N0} runs of {Program}, asked for one by one, over {RunNow.Tenants} tenants that run one at a time; until the last is stored as ended. As many came before and did not count: programs of .NET get faster as they run.",
        Metrics =
        [
            new("runs_per_second", "runs/s", Better.Higher),
            new("cpu_ms_per_run", "CPU ms/run", Better.Lower),
            new("database_cpu_ms_per_run", "of it the database's", Better.Lower),
            new("history_ms", "history complete after ms", Better.Lower),
        ],
        Contestants =
        [
            new(Contestants.Product, [Database.Sqlite, Database.Postgres], DativoProcesses.RunAsync),
            new(Contestants.Quartz, [Database.Sqlite, Database.Postgres], QuartzProcess.RunAsync),
            new(Contestants.QuartzRam, [Database.None], QuartzProcess.RunAsync),
            new("Process.Start", [Database.None], StartedProcesses.RunAsync),
            new("posix_spawn", [Database.None], SpawnedProcesses.RunAsync),
        ],
        Aims =
        [
            new("runs_per_second", 900),
        ],
    };
}
