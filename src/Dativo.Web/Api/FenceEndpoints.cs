using Dativo.Actors.Workers.Fence;
using Dativo.Web.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dativo.Web.Api;

/// <summary>
/// <c>/fence</c>: what a job of this node asks just before it makes its output visible. Its address, which the job was started
/// with, is its permission to ask.
/// </summary>
internal static class FenceEndpoints
{
    public const string Root = "/fence";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(Root + "/{run:guid}/{attempt:int}/{token:long}/{signature}", AskAsync);

    private static async Task<IResult> AskAsync(HttpContext http, ICommitFence fence, Guid run, int attempt, long token, string signature)
    {
        var refusal = await fence.RefusalAsync(run, attempt, token, signature, http.RequestAborted);
        return TypedResults.Json(
            new CommitPage(refusal is null, refusal),
            ApiJson.Api.CommitPage,
            statusCode: refusal is null ? StatusCodes.Status200OK : StatusCodes.Status409Conflict);
    }
}
