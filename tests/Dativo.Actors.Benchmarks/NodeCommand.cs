using System.CommandLine;
using Dativo.Benchmarks.Cluster;

namespace Dativo.Benchmarks;

/// <summary>The command that contestants of several nodes start the program with, once for each node.</summary>
internal static class NodeCommand
{
    public static Command Create()
    {
        var kind = new Argument<string>("kind");
        var directory = new Option<string>("--directory") { Required = true };
        var definition = new Option<string>("--definition") { DefaultValueFactory = _ => "" };
        var tuned = new Option<bool>("--tuned");
        var command = new Command("node", "Is one node of a cluster.") { kind, directory, definition, tuned };
        command.Hidden = true;
        command.SetAction((parsed, _) => NodeProgram.RunAsync(
            NodeKinds.Get(parsed.GetValue(kind)!),
            say => new NodeStand(
                parsed.GetValue(directory)!,
                Environment.GetEnvironmentVariable(ContestantCommand.ConnectionVariable)!,
                parsed.GetValue(definition)!,
                parsed.GetValue(tuned),
                say)));
        return command;
    }
}
