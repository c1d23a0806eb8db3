using System.Net;
using Dativo.Web.Api;
using Dativo.Web.Contract;
using Dativo.Web.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Dativo.Web.Security;

/// <summary>Lets a request pass, or says why not: token, host name, origin. Health probes need no token and may use any host name; a job's question needs no token.</summary>
internal sealed class RequestGuard
{
    private readonly RequestDelegate _next;
    private readonly BearerToken? _token;

    public RequestGuard(RequestDelegate next, IOptions<WebOptions> options)
    {
        _next = next;
        _token = options.Value.Token is { } secret ? new BearerToken(secret) : null;
    }

    public Task InvokeAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        return Refusal(http.Request) is { } problem ? new ProblemResult(problem).ExecuteAsync(http) : _next(http);
    }

    private Problem? Refusal(HttpRequest request)
    {
        if (CrossSiteCheck.IsForeign(request.Method, request.Host, request.Headers["Sec-Fetch-Site"], request.Headers.Origin))
            return Problems.Of(StatusCodes.Status403Forbidden, "the request comes from a page of another site, which may not change anything here");
        if (request.Path.StartsWithSegments("/health"))
            return null;
        if (request.Path.StartsWithSegments(FenceEndpoints.Root))
            return OfJob(request);
        if (_token is not null)
        {
            return _token.Accepts(request.Headers.Authorization)
                ? null
                : Problems.Of(StatusCodes.Status401Unauthorized, "this node asks for its token: send the header 'Authorization: Bearer TOKEN' (dativo: --token or DATIVO_TOKEN)");
        }

        // Without a token the node listens on loopback only: whoever uses another name for it was led here.
        return LoopbackHost.Names(request.Host)
            ? null
            : Problems.Of(StatusCodes.Status403Forbidden, $"the host name '{request.Host}' is not this machine; use 127.0.0.1 or localhost, or start the node with a token");
    }

    // A job's address has its permission in it, so it needs no token; but it is meant for programs of this machine.
    private static Problem? OfJob(HttpRequest request)
    {
        var local = request.HttpContext.Connection.LocalIpAddress;
        if (!LoopbackHost.Names(request.Host) && !(IPAddress.TryParse(request.Host.Host.Trim('[', ']'), out var named) && local is not null && named.Equals(local.IsIPv4MappedToIPv6 ? local.MapToIPv4() : local)))
            return Problems.Of(StatusCodes.Status403Forbidden, $"the host name '{request.Host}' is not this machine; use DATIVO_FENCE_URL as it is");
        return HttpMethods.IsGet(request.Method) ? null : Problems.Of(StatusCodes.Status405MethodNotAllowed, "a job asks with GET");
    }
}
