using System.CommandLine;
using Dativo.Actors.Workers.Guard;
using Dativo.Benchmarks;
using Dativo.Benchmarks.Ingestion;
using Dativo.Benchmarks.Scenarios;

// The product starts its guard with the program that it runs in, as dativo does.
if (args is ["guard", ..])
    return GuardProgram.Run(args.AsSpan()[1..]);

var root = new RootCommand("Measures Dativo Actors, its peers and the machine's limits on the same work, and writes a table of medians, ranges and ratios.")
{
    MeasureCommand.Create("all", "Every scenario, then the micro-benchmarks.", AllScenarios.List, withMicro: true),
    MicroCommand.Create(),
    ContestantCommand.Create(),
    NodeCommand.Create(),
    RawLoop.Command(),
};
foreach (var scenario in AllScenarios.List)
    root.Add(MeasureCommand.Create(scenario.Name, scenario.Title, [scenario]));
return await root.Parse(args).InvokeAsync();
