using System.CommandLine;
using Dativo.Cli.Client;
using Dativo.Cli.Output;
using Dativo.Web.Contract;

namespace Dativo.Cli.Commands.Cluster;

/// <summary><c>dativo cluster status</c>.</summary>
internal static class ClusterStatusCommand
{
    public static Command Create(ClientOptions options, Func<CliHost> host) =>
        new Command("status", "Shows every node: its state, lease, slots, shards, and what needs attention.")
            .WithClientAction(options, host, async (session, _, cancellationToken) =>
            {
                session.Print(await session.Api.GetAsync("api/v1/cluster", cancellationToken), ApiJson.Default.ClusterPage, page => ClusterText.Status(page, session));
                return ExitCodes.Ok;
            });
}
