using Dativo.Actors.History;
using Dativo.Actors.Hosting;
using Dativo.Actors.Tenants;
using Dativo.Web.Contract;
using Dativo.Web.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dativo.Web.Api;

/// <summary><c>/api/v1/tenants</c>.</summary>
internal static class TenantEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tenants", ListAsync);
        routes.MapGet("/tenants/{id}", GetAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext http, IHistoryQueries history, IOrchestrator orchestrator)
    {
        _ = new QueryParameters(http.Request);
        var known = await history.ListTenantsAsync(http.RequestAborted);
        var schedules = await ScheduleCountsAsync(orchestrator, http.RequestAborted);
        var rows = known.ToDictionary(tenant => tenant.TenantId, tenant => Row(tenant, schedules), StringComparer.Ordinal);
        foreach (var tenant in TenantsOf(schedules))
            rows.TryAdd(tenant, Row(new TenantSummary { TenantId = tenant, Running = 0, Queued = 0, WaitingRetry = 0 }, schedules));
        return TypedResults.Json(new TenantList([.. rows.Values.OrderBy(row => row.TenantId, StringComparer.Ordinal)]), ApiJson.Api.TenantList);
    }

    private static async Task<IResult> GetAsync(string id, HttpContext http, IHistoryQueries history, IOrchestrator orchestrator)
    {
        _ = new QueryParameters(http.Request);
        id = RouteNames.Decode(id);
        var present = await orchestrator.GetTenantAsync(id, http.RequestAborted);
        var tenants = await history.ListTenantsAsync(http.RequestAborted);
        var past = tenants.FirstOrDefault(tenant => tenant.TenantId == id);
        var schedules = await ScheduleCountsAsync(orchestrator, http.RequestAborted);
        if (past is null && present.Runs.IsEmpty && schedules?.ContainsKey(id) != true)
        {
            var names = tenants.Select(tenant => tenant.TenantId).Concat(TenantsOf(schedules));
            return new ProblemResult(Problems.NotFound($"no tenant '{id}' has a schedule or a run{ClosestName.Hint(id, names)}"));
        }

        int Count(RunStatus status) => present.Runs.Count(run => run.Status == status);
        return TypedResults.Json(
            new TenantPage
            {
                TenantId = id,
                Schedules = schedules is null ? null : schedules.GetValueOrDefault(id),
                Running = Count(RunStatus.Running),
                Queued = Count(RunStatus.Queued),
                WaitingRetry = Count(RunStatus.WaitingRetry),
                LastStatus = past?.LastStatus?.Name(),
                LastFinishedAt = past?.LastFinishedAt,
                Concurrency = present.Concurrency,
                Runs = [.. present.Runs.Select(RunRows.Open)],
            },
            ApiJson.Api.TenantPage);
    }

    /// <summary>How many schedules each tenant has; null when the scheduler does not answer, which must not hide the tenants' runs.</summary>
    private static async Task<Dictionary<string, int>?> ScheduleCountsAsync(IOrchestrator orchestrator, CancellationToken cancellationToken)
    {
        try
        {
            var schedules = await orchestrator.GetSchedulesAsync(cancellationToken);
            return schedules
                .Where(schedule => schedule.TenantId is not null)
                .CountBy(schedule => schedule.TenantId!)
                .ToDictionary(StringComparer.Ordinal);
        }
        catch (OrchestratorUnavailableException)
        {
            return null;
        }
    }

    private static IEnumerable<string> TenantsOf(Dictionary<string, int>? schedules) => schedules is null ? [] : schedules.Keys;

    private static TenantRow Row(TenantSummary tenant, Dictionary<string, int>? schedules) => new()
    {
        TenantId = tenant.TenantId,
        Schedules = schedules is null ? null : schedules.GetValueOrDefault(tenant.TenantId),
        Running = tenant.Running,
        Queued = tenant.Queued,
        WaitingRetry = tenant.WaitingRetry,
        LastStatus = tenant.LastStatus?.Name(),
        LastFinishedAt = tenant.LastFinishedAt,
    };
}
