using System.CommandLine;
using Dativo.Actors.Configuration.Node;
using Dativo.Cli.Start;

namespace Dativo.Cli.Commands;

/// <summary><c>dativo start</c>: a node in the foreground.</summary>
internal static class StartCommand
{
    /// <summary>The command's word.</summary>
    public const string Word = "start";

    public static Command Create(TimeProvider time)
    {
        var flags = new StartFlags();
        var orchestrated = new LongRunningCommand("orchestrated", "Run a node until Ctrl-C: the schedules of a runner.yaml, or a part of a cluster that does.");
        flags.AddTo(orchestrated);
        orchestrated.SetAction((parsed, cancellationToken) => new NodeStart(
            flags.Read(parsed, NodeSources.OwnEnvironment()),
            time,
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error).RunAsync(cancellationToken));
        return new Command(Word, "Start a node.") { orchestrated };
    }
}
