using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dativo.Web.Errors;

/// <summary>
/// The last resort: no exception leaves as a stack trace, an error without a body under <c>/api</c> or <c>/cluster</c> gets one, and a response that
/// breaks off is aborted, so that the caller cannot take it for whole.
/// </summary>
internal sealed class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            return; // Nobody is left to tell.
        }
        catch (Exception exception)
        {
            var problem = ExceptionProblems.For(exception, http, logger);
            if (http.Response.HasStarted)
            {
                http.Abort();
                return;
            }

            http.Response.Clear();
            await new ProblemResult(problem).ExecuteAsync(http);
            return;
        }

        var response = http.Response;
        if (response.StatusCode >= 400 && !response.HasStarted && response.ContentType is null && IsOfApi(http.Request.Path))
            await new ProblemResult(WithoutBody(http)).ExecuteAsync(http);
    }

    private static bool IsOfApi(PathString path) => path.StartsWithSegments("/api") || path.StartsWithSegments("/cluster");

    private static Contract.Problem WithoutBody(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status405MethodNotAllowed => Problems.Of(405, $"{http.Request.Path} cannot be used with {http.Request.Method} (allowed: {http.Response.Headers.Allow})"),
        StatusCodes.Status404NotFound => Problems.NotFound($"there is no {http.Request.Path} here; the API is under /api/v1, on nodes with the role web: runs, schedules, tenants, cluster; every node has /cluster: members, shards"),
        var status => Problems.Of(status, $"{http.Request.Method} {http.Request.Path} cannot be answered"),
    };
}
