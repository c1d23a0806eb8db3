using System.CommandLine;
using Dativo.Cli.Client;
using Dativo.Cli.Output;
using Dativo.Web.Contract;

namespace Dativo.Cli.Commands.Cluster;

/// <summary><c>dativo cluster shards</c>.</summary>
internal static class ClusterShardsCommand
{
    public static Command Create(ClientOptions options, Func<CliHost> host) =>
        new Command("shards", "Shows which node has which shards, and how many tenants are awake there.")
            .WithClientAction(options, host, async (session, _, cancellationToken) =>
            {
                session.Print(await session.Api.GetAsync("api/v1/cluster/shards", cancellationToken), ApiJson.Default.ClusterShards, shards => ClusterText.Shards(shards, session));
                return ExitCodes.Ok;
            });
}
