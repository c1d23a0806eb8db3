using System.CommandLine;
using System.Text;
using Dativo.Cli.Client;
using Dativo.Web.Contract;

namespace Dativo.Cli.Commands.Runs;

/// <summary><c>dativo runs logs ID</c>.</summary>
internal static class RunsLogsCommand
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    public static Command Create(ClientOptions options, Func<CliHost> host)
    {
        var id = RunsCommand.Id();
        var attempt = new Option<int?>("--attempt") { Description = "The attempt's number, from 1. Default: the newest.", HelpName = "N" };
        attempt.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var number) && number < 1)
                result.AddError($"--attempt: '{number}' is wrong (expected 1 or more)");
        });
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on until the run has ended, through its retries; with --attempt, until that attempt has." };
        return new Command("logs", "Prints the output of an attempt.") { id, attempt, follow }
            .WithClientAction(options, host, async (session, result, cancellationToken) =>
            {
                var run = Uri.EscapeDataString(result.GetValue(id)!);
                if (result.GetValue(follow) && result.GetValue(attempt) is null)
                    await FollowRunAsync(session, run, cancellationToken);
                else
                    await CopyAsync(session, run, result.GetValue(attempt), result.GetValue(follow), cancellationToken);
                return ExitCodes.Ok;
            });
    }

    private static async Task FollowRunAsync(ClientSession session, string id, CancellationToken cancellationToken)
    {
        var printed = 0;
        string? waitsFor = null;
        while (true)
        {
            var run = ClientSession.Read(await session.Api.GetAsync($"api/v1/runs/{id}", cancellationToken), ApiJson.Default.RunPage);
            if (run.Attempts > printed)
            {
                // Those before the newest one are for --attempt to show; of those that begin while following none is left out.
                printed = printed == 0 ? run.Attempts : printed + 1;
                if (printed > 1)
                    await session.Error.WriteLineAsync($"-- attempt {printed} --");
                await CopyAsync(session, id, printed, follow: true, cancellationToken);
                waitsFor = null;
                continue;
            }

            if (!RunStatusNames.IsOpen(run.Status))
            {
                if (printed == 0)
                    throw new ClientFailure(ExitCodes.Failed, $"the run has no log: no attempt was started (status {run.Status})");
                return;
            }

            var waits = run.WaitsFor ?? run.Status;
            if (waits != waitsFor && run.Status != "running")
                await session.Error.WriteLineAsync($"-- {Output.PlainText.OneLine(waits)} --");
            waitsFor = waits;
            await Task.Delay(LookAgain, session.Host.Clock, cancellationToken);
        }
    }

    private static async Task CopyAsync(ClientSession session, string id, int? attempt, bool follow, CancellationToken cancellationToken)
    {
        var query = new QueryBuilder()
            .Add("attempt", attempt?.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .Add("follow", follow ? "true" : null);
        using var response = await session.Api.OpenTextAsync($"api/v1/runs/{id}/logs{query}", cancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8);
        var buffer = new char[16 * 1024];
        try
        {
            int count;
            while ((count = await reader.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await session.Out.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                await session.Out.FlushAsync(cancellationToken);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or HttpIOException)
        {
            throw new ClientFailure(ExitCodes.NoServer, "the log broke off: the node went away");
        }
    }
}
