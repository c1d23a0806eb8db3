using System.CommandLine;
using Dativo.Cli.Client;
using Dativo.Cli.Output;
using Dativo.Web.Contract;

namespace Dativo.Cli.Commands.Runs;

/// <summary><c>dativo runs show ID</c>.</summary>
internal static class RunsShowCommand
{
    public static Command Create(ClientOptions options, Func<CliHost> host)
    {
        var id = RunsCommand.Id();
        return new Command("show", "Shows a run whole: attempts, errors, metrics, tags, and what it waits for.") { id }
            .WithClientAction(options, host, async (session, result, cancellationToken) =>
            {
                var json = await session.Api.GetAsync($"api/v1/runs/{Uri.EscapeDataString(result.GetValue(id)!)}", cancellationToken);
                session.Print(json, ApiJson.Default.RunPage, run => RunText.Page(run, session));
                return ExitCodes.Ok;
            });
    }
}
