using System.CommandLine;
using Dativo.Cli.Client;

namespace Dativo.Cli.Commands.Cluster;

/// <summary><c>dativo cluster</c>.</summary>
internal static class ClusterCommand
{
    public static Command Create() => Create(CliHost.OfProcess);

    public static Command Create(Func<CliHost> host) =>
        new("cluster", "The nodes of a cluster.")
        {
            ClusterLocalCommand.Create(host),
        };
}
