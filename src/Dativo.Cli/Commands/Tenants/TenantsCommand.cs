using System.CommandLine;
using Dativo.Cli.Client;

namespace Dativo.Cli.Commands.Tenants;

/// <summary><c>dativo tenants</c>.</summary>
internal static class TenantsCommand
{
    public static Command Create() => Create(CliHost.OfProcess);

    public static Command Create(Func<CliHost> host)
    {
        var options = new ClientOptions();
        var command = new Command("tenants", "Tenants: who has runs open, and what they wait for.")
        {
            TenantsListCommand.Create(options, host),
            TenantsShowCommand.Create(options, host),
        };
        options.AddTo(command);
        return command;
    }
}
