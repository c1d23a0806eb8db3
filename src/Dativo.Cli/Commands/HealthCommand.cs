using System.CommandLine;
using Dativo.Cli.Client;
using Dativo.Cli.Output;

namespace Dativo.Cli.Commands;

/// <summary><c>dativo health</c>: what a supervisor of containers runs to learn whether a node is ready.</summary>
internal static class HealthCommand
{
    public static Command Create() => Create(CliHost.OfProcess);

    public static Command Create(Func<CliHost> host)
    {
        var server = new Option<string?>("--server")
        {
            Description = $"The node to ask. Default: DATIVO_SERVER, else where DATIVO_HTTP_BIND says, else {ClientOptions.DefaultServer}.",
            HelpName = "URL",
        };
        var command = new Command("health", "Asks a node whether it is ready. Exit code: 0 ready, 1 not ready or no answer.") { server };
        command.SetAction(async (result, cancellationToken) =>
        {
            if (HealthAddress.Find(result.GetValue(server), host().Environment, out var error) is not { } address)
            {
                await result.InvocationConfiguration.Error.WriteLineAsync($"dativo health: {error}");
                return ExitCodes.Usage;
            }

            using var client = new HealthClient();
            if (await client.ProblemAsync(address, cancellationToken) is { } problem)
            {
                await result.InvocationConfiguration.Error.WriteLineAsync($"dativo health: {PlainText.OneLine(problem)}");
                return ExitCodes.Failed;
            }

            await result.InvocationConfiguration.Output.WriteLineAsync("ready");
            return ExitCodes.Ok;
        });
        return command;
    }
}
