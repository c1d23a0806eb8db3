using System.CommandLine;
using Dativo.Cli.Client;

namespace Dativo.Cli.Commands.Cluster;

/// <summary><c>dativo cluster down NODE</c>.</summary>
internal static class ClusterDownCommand
{
    public static Command Create(ClientOptions options, Func<CliHost> host)
    {
        var node = ClusterCommand.Node();
        var noWait = ClusterCommand.NoWait();
        return new Command("down", "Takes a node out that does not leave by itself: its jobs are killed and made again elsewhere.") { node, noWait }
            .WithClientAction(options, host, (session, result, cancellationToken) =>
                NodeDeparture.BeginAsync(session, "Down", result.GetValue(node)!, wait: !result.GetValue(noWait), cancellationToken));
    }
}
