using System.CommandLine;
using Dativo.Cli.Client;

namespace Dativo.Cli.Commands.Cluster;

/// <summary><c>dativo cluster leave NODE</c>.</summary>
internal static class ClusterLeaveCommand
{
    public static Command Create(ClientOptions options, Func<CliHost> host)
    {
        var node = ClusterCommand.Node();
        var noWait = ClusterCommand.NoWait();
        return new Command("leave", "Lets a node leave in order: it takes no new runs, gives its jobs their time, hands its tenants over, and ends.") { node, noWait }
            .WithClientAction(options, host, (session, result, cancellationToken) =>
                NodeDeparture.BeginAsync(session, "Leave", result.GetValue(node)!, wait: !result.GetValue(noWait), cancellationToken));
    }
}
