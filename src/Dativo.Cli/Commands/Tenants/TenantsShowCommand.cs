using System.CommandLine;
using Dativo.Cli.Client;
using Dativo.Cli.Output;
using Dativo.Web.Contract;

namespace Dativo.Cli.Commands.Tenants;

/// <summary><c>dativo tenants show ID</c>.</summary>
internal static class TenantsShowCommand
{
    public static Command Create(ClientOptions options, Func<CliHost> host)
    {
        var id = new Argument<string>("ID") { Description = "The tenant's id." };
        return new Command("show", "Shows a tenant's present: what runs, what waits, and for what.") { id }
            .WithClientAction(options, host, async (session, result, cancellationToken) =>
            {
                var json = await session.Api.GetAsync($"api/v1/tenants/{Uri.EscapeDataString(result.GetValue(id)!)}", cancellationToken);
                session.Print(json, ApiJson.Default.TenantPage, tenant => TenantText.Page(tenant, session));
                return ExitCodes.Ok;
            });
    }
}
