using System.CommandLine;
using Dativo.Cli.Client;
using Dativo.Cli.Output;
using Dativo.Web.Contract.Management;

namespace Dativo.Cli.Commands.Cluster;

/// <summary><c>dativo cluster members</c>.</summary>
internal static class ClusterMembersCommand
{
    public static Command Create(ClientOptions options, Func<CliHost> host) =>
        new Command("members", "Lists the members as the asked node sees them.")
            .WithClientAction(options, host, async (session, _, cancellationToken) =>
            {
                session.Print(await session.Api.GetAsync("cluster/members", cancellationToken), ManagementJson.Default.MemberList, list => ClusterText.Members(list, session));
                return ExitCodes.Ok;
            });
}
