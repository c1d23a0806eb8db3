using System.CommandLine;
using Dativo.Cli.Client;
using Dativo.Cli.Output;
using Dativo.Web.Contract;

namespace Dativo.Cli.Commands.Tenants;

/// <summary><c>dativo tenants list</c>.</summary>
internal static class TenantsListCommand
{
    public static Command Create(ClientOptions options, Func<CliHost> host) =>
        new Command("list", "Lists the tenants with how many runs they have open.")
            .WithClientAction(options, host, async (session, _, cancellationToken) =>
            {
                session.Print(await session.Api.GetAsync("api/v1/tenants", cancellationToken), ApiJson.Default.TenantList, list => TenantText.List(list, session));
                return ExitCodes.Ok;
            });
}
