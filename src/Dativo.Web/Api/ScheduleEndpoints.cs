using Dativo.Actors.Hosting;
using Dativo.Actors.Scheduling;
using Dativo.Web.Contract;
using Dativo.Web.Errors;
using Dativo.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dativo.Web.Api;

/// <summary><c>/api/v1/schedules</c>.</summary>
internal static class ScheduleEndpoints
{
    private const string RequestIdHeader = "Idempotency-Key";
    private const int MaximumRequestIdLength = 128;
    private static readonly string[] States = ["active", "paused", "disabled", "invalid"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/schedules", ListAsync);
        routes.MapGet("/schedules/{name}", GetAsync);
        routes.MapPost("/schedules/{name}/trigger", TriggerAsync);
        routes.MapPost("/schedules/{name}/pause", PauseAsync);
        routes.MapPost("/schedules/{name}/resume", ResumeAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext http, IOrchestrator orchestrator)
    {
        var query = new QueryParameters(http.Request, "tenant", "state");
        var tenant = query.Text("tenant");
        var states = query.Several("state").ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var state in states)
        {
            if (!States.Contains(state, StringComparer.OrdinalIgnoreCase))
                throw new ProblemException(Problems.BadParameter("state", $"state: '{state}' is wrong (expected {string.Join(", ", States)})", States));
        }

        var schedules = await orchestrator.GetSchedulesAsync(http.RequestAborted);
        var rows = schedules
            .Where(schedule => tenant is null || schedule.TenantId == tenant)
            .Select(Row)
            .Where(row => states.Count == 0 || states.Contains(row.State));
        return TypedResults.Json(new ScheduleList([.. rows]), ApiJson.Api.ScheduleList);
    }

    private static async Task<IResult> GetAsync(string name, HttpContext http, IOrchestrator orchestrator)
    {
        _ = new QueryParameters(http.Request);
        name = RouteNames.Decode(name);
        return await AnswerAsync(await orchestrator.GetScheduleAsync(name, http.RequestAborted), name, orchestrator, http.RequestAborted);
    }

    private static async Task<IResult> TriggerAsync(string name, HttpContext http, IOrchestrator orchestrator)
    {
        _ = new QueryParameters(http.Request);
        name = RouteNames.Decode(name);
        switch (await orchestrator.TriggerAsync(name, RequestId(http.Request), Caller.Of(http.Request), http.RequestAborted))
        {
            case TriggerResult.Accepted accepted:
                http.Response.Headers.Location = $"/api/v1/runs/{accepted.RunId}";
                return TypedResults.Json(new RunAccepted(accepted.RunId, accepted.TenantId), ApiJson.Api.RunAccepted, statusCode: StatusCodes.Status202Accepted);
            case TriggerResult.Refused refused:
                return new ProblemResult(Problems.Conflict(refused.Reason));
            default:
                return await UnknownAsync(name, orchestrator, http.RequestAborted);
        }
    }

    private static async Task<IResult> PauseAsync(string name, HttpContext http, IOrchestrator orchestrator, TimeProvider clock)
    {
        _ = new QueryParameters(http.Request);
        name = RouteNames.Decode(name);
        var body = await RequestBodies.ReadAsync(http.Request, ApiJson.Api.PauseRequest);
        var until = Until(body.Until, clock.GetUtcNow());
        var view = await orchestrator.PauseAsync(name, Caller.Of(http.Request), RequestBodies.Reason(body.Reason), until, http.RequestAborted);
        return await AnswerAsync(view, name, orchestrator, http.RequestAborted);
    }

    private static async Task<IResult> ResumeAsync(string name, HttpContext http, IOrchestrator orchestrator)
    {
        _ = new QueryParameters(http.Request);
        name = RouteNames.Decode(name);
        return await AnswerAsync(await orchestrator.ResumeAsync(name, Caller.Of(http.Request), http.RequestAborted), name, orchestrator, http.RequestAborted);
    }

    private static async Task<IResult> AnswerAsync(ScheduleView? view, string name, IOrchestrator orchestrator, CancellationToken cancellationToken) =>
        view is null ? await UnknownAsync(name, orchestrator, cancellationToken) : TypedResults.Json(Row(view), ApiJson.Api.ScheduleRow);

    private static async Task<IResult> UnknownAsync(string name, IOrchestrator orchestrator, CancellationToken cancellationToken)
    {
        var schedules = await orchestrator.GetSchedulesAsync(cancellationToken);
        return new ProblemResult(Problems.NotFound($"no schedule is named '{name}'{ClosestName.Hint(name, schedules.Select(schedule => schedule.Name))}"));
    }

    private static string RequestId(HttpRequest request)
    {
        var key = request.Headers[RequestIdHeader].ToString();
        if (key.Length == 0)
            return Guid.CreateVersion7().ToString();
        if (key.Length > MaximumRequestIdLength || key.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            throw new ProblemException(Problems.BadParameter(RequestIdHeader, $"{RequestIdHeader}: expected 1 to {MaximumRequestIdLength} visible ASCII characters"));
        return key;
    }

    private static DateTimeOffset? Until(string? text, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (!TimeExpression.TryParseFuture(text, now, out var until))
            throw new ProblemException(Problems.BadParameter("until", $"until: '{text}' is wrong (expected {TimeExpression.Expected})"));
        if (until <= now)
            throw new ProblemException(Problems.BadParameter("until", $"until: '{text}' is not in the future"));
        return until;
    }

    private static ScheduleRow Row(ScheduleView schedule) => new()
    {
        Name = schedule.Name,
        TenantId = schedule.TenantId,
        Rule = schedule.Rule,
        Timezone = schedule.Timezone,
        State = States[(int)schedule.State - 1],
        Pause = schedule.Pause is { } pause ? new PauseRow(pause.By, pause.At, pause.Reason, pause.Until) : null,
        InvalidReason = schedule.InvalidReason,
        NextAt = schedule.NextAt,
        LastAt = schedule.LastAt,
        Config = schedule.ConfigFile,
        Description = schedule.Description,
        MaxConcurrentRuns = schedule.MaxConcurrentRuns,
        Tags = schedule.Tags,
    };
}
