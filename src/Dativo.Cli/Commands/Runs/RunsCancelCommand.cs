using System.CommandLine;
using System.Text.Json;
using Dativo.Cli.Client;
using Dativo.Web.Contract;

namespace Dativo.Cli.Commands.Runs;

/// <summary><c>dativo runs cancel ID</c>.</summary>
internal static class RunsCancelCommand
{
    public static Command Create(ClientOptions options, Func<CliHost> host)
    {
        var id = RunsCommand.Id();
        var reason = new Option<string?>("--reason") { Description = "Why; it is kept with the run.", HelpName = "TEXT" };
        return new Command("cancel", "Ends an open run: its process, its wait for a retry, or its place in the queue.") { id, reason }
            .WithClientAction(options, host, async (session, result, cancellationToken) =>
            {
                var body = JsonSerializer.SerializeToUtf8Bytes(new CancelRequest { Reason = result.GetValue(reason) }, ApiJson.Default.CancelRequest);
                var json = await session.Api.PostAsync($"api/v1/runs/{Uri.EscapeDataString(result.GetValue(id)!)}/cancel", body, cancellationToken);
                session.Print(json, ApiJson.Default.RunAccepted, run => $"run {run.RunId} of tenant {run.TenantId} is being cancelled{Environment.NewLine}");
                return ExitCodes.Ok;
            });
    }
}
