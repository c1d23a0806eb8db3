using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Product;

namespace Dativo.Benchmarks.Scenarios;

/// <summary>What tenants cost: the memory of one that is awake and of one that sleeps, and the time in which one with a long past wakes.</summary>
internal static class Tenants
{
    /// <summary>How many tenants.</summary>
    public const int Count = 10_000;

    /// <summary>How many runs the tenant with the long past has had.</summary>
    public const int PastRuns = 10_000;

    public static Scenario Scenario { get; } = new()
    {
        Name = "tenants",
        Title = $"The memory of {Count:N0} tenants that had a run each, awake and then asleep again, beyond what their schedules take; and from the question to the answer of a sleeping tenant, with {PastRuns:N0} runs in its past and with one.",
        Metrics =
        [
            new("awake_kb", "KB an awake tenant", Better.Lower),
            new("asleep_kb", "KB a sleeping one", Better.Lower),
            new("recovery_ms", "wakes in ms, long past", Better.Lower),
            new("recovery_short_ms", "short past", Better.Lower),
        ],
        Contestants =
        [
            new(Contestants.Product, [Database.Sqlite, Database.Postgres], DativoTenants.RunAsync) { Limit = TimeSpan.FromMinutes(8) },
        ],
        Aims = [new("awake_kb", 10), new("asleep_kb", 0.5), new("recovery_ms", 20)],
    };
}
