using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dativo.Web.Errors;

/// <summary>
/// Turns what a handler throws into a problem right at the handler, before any other middleware (such as a developer's exception
/// page) could show a stack trace.
/// </summary>
internal sealed class ProblemFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            return await next(context);
        }
        catch (Exception exception) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            var logger = http.RequestServices.GetRequiredService<ILogger<ProblemFilter>>();
            return new ProblemResult(ExceptionProblems.For(exception, http, logger));
        }
    }
}
