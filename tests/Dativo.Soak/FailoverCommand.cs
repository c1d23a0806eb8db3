using System.CommandLine;
using Dativo.Testing;

namespace Dativo.Soak;

/// <summary><c>failover</c>: how long it takes until work goes on after a node has died or was stopped.</summary>
internal static class FailoverCommand
{
    public static Command Create(Option<string> output)
    {
        var repeat = new Option<int>("--repeat") { Description = "How often each is measured.", DefaultValueFactory = _ => 5 };
        var nodes = new Option<int>("--nodes") { Description = "How many nodes.", DefaultValueFactory = _ => 3 };
        var keep = new Option<bool>("--keep") { Description = "Keeps the nodes' logs and the jobs' records, and says where they are." };
        var command = new Command("failover", "Measures how long it takes until occurrences are dispatched, and interrupted attempts made again, after a node was killed or stopped.")
        {
            repeat, nodes, keep,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (PostgresBinaries.Directory is null)
            {
                await Console.Error.WriteLineAsync($"{PostgresBinaries.Missing}.");
                return 2;
            }

            var run = new FailoverRun(parsed.GetValue(repeat), parsed.GetValue(nodes), parsed.GetValue(keep), TimeProvider.System, Console.Error.WriteLine);
            var report = await run.RunAsync(cancellationToken);
            Console.WriteLine(parsed.GetValue(output) == "json" ? report.ToJson() : report.ToTable());
            return report.Problems.IsEmpty ? 0 : 1;
        });
        return command;
    }
}
