using Dativo.Actors.History;
using Dativo.Actors.Hosting;
using Dativo.Actors.Tenants;
using Dativo.Web.Contract;
using Dativo.Web.Errors;
using Dativo.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Dativo.Web.Api;

/// <summary><c>/api/v1/runs</c>.</summary>
internal static class RunEndpoints
{
    /// <summary>The response header that names the attempt whose log follows.</summary>
    public const string AttemptHeader = "X-Dativo-Attempt";

    // An attempt is recorded before its process is started, perhaps on another node: its log may come in a moment.
    private const int LooksForLog = 20;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/runs", ListAsync);
        routes.MapGet("/runs/{id}", GetAsync);
        routes.MapGet("/runs/{id}/logs", GetLogsAsync);
        routes.MapPost("/runs/{id}/cancel", CancelAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext http, IHistoryQueries history, TimeProvider clock)
    {
        var query = RunListQuery.Read(http.Request, clock.GetUtcNow());
        var runs = await history.ListRunsAsync(query.Filter, http.RequestAborted);
        var shortIds = query.ShortIds ? await ShortIds.FindAsync(history, runs.Select(run => run.Id), http.RequestAborted) : null;
        return TypedResults.Json(new RunList([.. runs.Select(run => RunRows.Row(run, shortIds?[run.Id]))]), ApiJson.Api.RunList);
    }

    private static async Task<IResult> GetAsync(string id, HttpContext http, IHistoryQueries history, IOrchestrator orchestrator, TimeProvider clock)
    {
        _ = new QueryParameters(http.Request);
        var details = await RunLookup.FindAsync(history, clock, id, http.RequestAborted);
        var present = await PresentAsync(orchestrator, details.Run, http.RequestAborted);
        return TypedResults.Json(RunRows.Page(details, present), ApiJson.Api.RunPage);
    }

    private static async Task<IResult> GetLogsAsync(
        string id,
        HttpContext http,
        IHistoryQueries history,
        IOrchestrator orchestrator,
        IRunLogs logs,
        TimeProvider clock,
        IHostApplicationLifetime lifetime)
    {
        var query = new QueryParameters(http.Request, "attempt", "follow");
        var asked = query.Integer("attempt", 1, int.MaxValue);
        var follow = query.Flag("follow");

        var details = await RunLookup.FindAsync(history, clock, id, http.RequestAborted);
        var newest = details.Run.Attempts;
        if (!details.Run.Status.IsFinal() && (newest == 0 || asked > newest))
            newest = Math.Max(newest, (await PresentAsync(orchestrator, details.Run, http.RequestAborted))?.Attempt ?? 0);
        var attempt = asked ?? newest;
        if (newest == 0)
            return new ProblemResult(Problems.NotFound($"the run has no log: no attempt was started (status {details.Run.Status.Name()})"));
        if (attempt > newest)
            return new ProblemResult(Problems.NotFound($"the run has no attempt {attempt} (it has {newest})"));

        // A node that stops must not wait for somebody who follows a log.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.Headers[AttemptHeader] = attempt.ToString(System.Globalization.CultureInfo.InvariantCulture);
        string? node;
        try
        {
            node = await RunLookup.NodeOfAsync(history, clock, details, attempt, end.Token);
            for (var looks = details.Run.Status.IsFinal() ? 1 : LooksForLog; looks > 0; looks--)
            {
                if (await logs.CopyAsync(details.Run.Id, attempt, node, follow, http.Response.Body, end.Token))
                    return TypedResults.Empty;
                if (looks > 1)
                    await Task.Delay(LookAgain, clock, end.Token);
            }
        }
        catch (OrchestratorUnavailableException)
        {
            http.Response.Headers.Remove(AttemptHeader);
            throw;
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            http.Abort(); // Not whole, and the caller must see that.
            return TypedResults.Empty;
        }

        http.Response.Headers.Remove(AttemptHeader);
        return new ProblemResult(Problems.NotFound(node is null
            ? $"there is no log of attempt {attempt}"
            : $"there is no log of attempt {attempt}: it ran on {node}, which is gone or does not have it"));
    }

    private static async Task<IResult> CancelAsync(string id, HttpContext http, IHistoryQueries history, IOrchestrator orchestrator, TimeProvider clock)
    {
        _ = new QueryParameters(http.Request);
        var body = await RequestBodies.ReadAsync(http.Request, ApiJson.Api.CancelRequest);
        var by = Caller.Of(http.Request);
        var reason = RequestBodies.Reason(body.Reason) ?? $"cancelled by {by}";

        var run = (await RunLookup.FindAsync(history, clock, id, http.RequestAborted)).Run;
        if (run.Status.IsFinal())
            return new ProblemResult(Problems.Conflict($"the run has already ended ({run.Status.Name()})"));
        return await orchestrator.CancelAsync(run.TenantId, run.Id, by, reason, http.RequestAborted)
            ? TypedResults.Json(new Contract.RunAccepted(run.Id, run.TenantId), ApiJson.Api.RunAccepted, statusCode: StatusCodes.Status202Accepted)
            : new ProblemResult(Problems.Conflict("the run has already ended"));
    }

    /// <summary>What the tenant says of an open run now; null when it has ended, or when the tenant does not answer.</summary>
    private static async Task<OpenRunView?> PresentAsync(IOrchestrator orchestrator, RunSummary run, CancellationToken cancellationToken)
    {
        if (run.Status.IsFinal())
            return null;
        try
        {
            var tenant = await orchestrator.GetTenantAsync(run.TenantId, cancellationToken);
            return tenant.Runs.FirstOrDefault(open => open.RunId == run.Id);
        }
        catch (OrchestratorUnavailableException)
        {
            return null; // The history's last word is worth more than no answer; the page says that it is not live.
        }
    }
}
