using Dativo.Actors.Hosting;
using Dativo.Web.Contract;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dativo.Web.Errors;

/// <summary>What the caller is told when a request ends in an exception; what he is not told goes to the log.</summary>
internal static partial class ExceptionProblems
{
    public static Problem For(Exception exception, HttpContext http, ILogger logger)
    {
        switch (exception)
        {
            case ProblemException expected:
                return expected.Problem;
            case OrchestratorUnavailableException unavailable:
                LogUnavailable(logger, http.Request.Method, http.Request.Path, unavailable.Message);
                return Problems.Of(
                    StatusCodes.Status503ServiceUnavailable,
                    $"the orchestrator did not answer in time: {unavailable.Message.TrimEnd('.')}; the request may be repeated");
            case BadHttpRequestException bad:
                return Problems.Of(bad.StatusCode, $"the request cannot be read: {bad.Message}");
            default:
                LogFailed(logger, exception, http.Request.Method, http.Request.Path, http.TraceIdentifier);
                return Problems.Of(
                    StatusCodes.Status500InternalServerError,
                    $"the node failed to answer; its log says why (request {http.TraceIdentifier})");
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Method} {Path} could not be answered: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string method, PathString path, string reason);

    [LoggerMessage(2, LogLevel.Error, "{Method} {Path} failed (request {RequestId})")]
    private static partial void LogFailed(ILogger logger, Exception exception, string method, PathString path, string requestId);
}
