using System.Globalization;
using Dativo.Cli.Output;
using Dativo.Web.Contract;

namespace Dativo.Cli.Client;

/// <summary>Follows a run to its end and prints each change.</summary>
internal static class RunWatch
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    // A node that restarts takes the run up again, so a wait outlasts a restart.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The exit code for the run's end. With JSON output the changes go to stderr, and stdout gets the run's page once it has ended.
    /// </summary>
    public static async Task<int> FollowAsync(ClientSession session, RunAccepted accepted, CancellationToken cancellationToken)
    {
        var changes = session.Json ? session.Error : session.Out;
        await changes.WriteLineAsync($"run {accepted.RunId} of tenant {accepted.TenantId} is accepted");
        try
        {
            return await FollowAsync(session, changes, accepted.RunId, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await session.Error.WriteLineAsync($"dativo: no longer waiting; the run goes on: dativo runs show {accepted.RunId}");
            throw;
        }
    }

    private static async Task<int> FollowAsync(ClientSession session, TextWriter changes, Guid id, CancellationToken cancellationToken)
    {
        string? shown = null;
        var lastAnswer = session.Now;
        while (true)
        {
            var json = await TryGetAsync(session, id, lastAnswer, cancellationToken);
            if (json is not null)
            {
                lastAnswer = session.Now;
                var run = ClientSession.Read(json, ApiJson.Default.RunPage);
                var state = Describe(run, session.Now);
                if (state != shown)
                    await changes.WriteLineAsync($"{session.Now.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)}Z  {session.Paint.Status(run.Status, state)}");
                shown = state;
                await changes.FlushAsync(cancellationToken);
                if (!RunStatusNames.IsOpen(run.Status))
                {
                    if (session.Json)
                        await session.Out.WriteLineAsync(json);
                    return run.Status == "success" ? ExitCodes.Ok : ExitCodes.Failed;
                }
            }

            await Task.Delay(LookAgain, session.Host.Clock, cancellationToken);
        }
    }

    private static async Task<string?> TryGetAsync(ClientSession session, Guid id, DateTimeOffset lastAnswer, CancellationToken cancellationToken)
    {
        try
        {
            return await session.Api.GetAsync($"api/v1/runs/{id}", cancellationToken);
        }
        catch (ClientFailure failure) when (failure.ExitCode != ExitCodes.Usage && session.Now - lastAnswer < LongestSilence)
        {
            return null;
        }
    }

    private static string Describe(RunPage run, DateTimeOffset now)
    {
        var attempt = run.AttemptList.Count == 0 ? null : run.AttemptList[^1];
        var failed = attempt?.ExitCode is > 0 and var exitCode ? $" (exit code {exitCode})" : string.Empty;
        return run.Status switch
        {
            "running" => $"running, attempt {Math.Max(run.Attempts, 1)}",
            "queued" => run.WaitsFor is { } waitsFor ? $"queued, waits for {PlainText.OneLine(waitsFor)}" : "queued",
            "waiting_retry" => $"attempt {run.Attempts} failed{failed}, the next one is due{(run.RetryAt is { } retry ? $" at {UtcInstantConverter.Format(retry)}" : " soon")}",
            _ => $"{run.Status}{(run.Status == "success" ? string.Empty : failed)}{Why(run)}{(run is { StartedAt: { } start, FinishedAt: { } end } ? $" after {TimeText.Duration(end - start)}" : string.Empty)}",
        };
    }

    private static string Why(RunPage run) => (run.Detail ?? run.Reason) is { } why ? $": {PlainText.OneLine(why)}" : string.Empty;
}
