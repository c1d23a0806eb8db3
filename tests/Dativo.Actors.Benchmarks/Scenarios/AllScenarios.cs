using System.Collections.Immutable;
using Dativo.Benchmarks.Harness;

namespace Dativo.Benchmarks.Scenarios;

/// <summary>Every scenario.</summary>
internal static class AllScenarios
{
    /// <summary>In the order in which they are measured.</summary>
    public static ImmutableArray<Scenario> List { get; } =
    [
        RunNow.Scenario,
        DueAtOnce.Scenario,
        Steady.Scenario,
        Nodes.Scenario,
        NodeKill.OfWorker,
        NodeKill.OfScheduler,
        Processes.Scenario,
        Ingest.Scenario,
        ManySchedules.Scenario,
        StartUp.Scenario,
        Tenants.Scenario,
    ];

    /// <summary>One by its name.</summary>
    public static Scenario Get(string name) => List.Single(scenario => scenario.Name == name);
}
