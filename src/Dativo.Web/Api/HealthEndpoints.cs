using Dativo.Actors.Hosting;
using Dativo.Web.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dativo.Web.Api;

/// <summary><c>/health</c>: what a supervisor of processes asks; open to everybody who can reach the node.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => TypedResults.Text("live"));
        routes.MapGet("/health/ready", ReadyAsync);
    }

    private static async Task<IResult> ReadyAsync(HttpContext http, INodeHealth health)
    {
        var findings = await health.CheckAsync(http.RequestAborted);
        var ready = findings.All(finding => finding.Problem is null);
        var page = new HealthPage(ready ? "ready" : "not_ready", [.. findings.Select(finding => new HealthPart(finding.Part, finding.Problem, finding.Warning))]);
        return TypedResults.Json(page, ApiJson.Api.HealthPage, statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
