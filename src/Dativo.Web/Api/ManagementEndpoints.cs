using Dativo.Actors.Management;
using Dativo.Web.Contract;
using Dativo.Web.Contract.Management;
using Dativo.Web.Errors;
using Dativo.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Dativo.Web.Api;

/// <summary>
/// <c>/cluster</c>: the routes of the JVM's Akka Management, on every node. Those that change something have a switch of their
/// own, besides the token.
/// </summary>
internal static class ManagementEndpoints
{
    private const int MostShown = 10;
    private static readonly string[] Operations = ["Down", "Leave"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/members", GetMembers);
        routes.MapGet("/members/{address}", GetMember);
        routes.MapPut("/members/{address}", PutMemberAsync);
        routes.MapDelete("/members/{address}", DeleteMemberAsync);
        routes.MapGet("/shards", GetShardTypes);
        routes.MapGet("/shards/{name}", GetShardsAsync);
    }

    private static IResult GetMembers(HttpContext http, IClusterManagement cluster)
    {
        _ = new QueryParameters(http.Request);
        var view = cluster.GetMembers();
        return TypedResults.Json(
            new MemberList
            {
                SelfNode = view.SelfNode,
                Members = [.. view.Members.Select(Row)],
                Unreachable = [.. view.Unreachable.Select(node => new UnreachableRow(node.Node, node.ObservedBy))],
                Leader = view.Leader,
                Oldest = view.Oldest,
                OldestPerRole = view.OldestPerRole,
            },
            ManagementJson.Api.MemberList);
    }

    private static IResult GetMember(string address, HttpContext http, IClusterManagement cluster)
    {
        _ = new QueryParameters(http.Request);
        address = RouteNames.Decode(address);
        var member = cluster.GetMembers().Members.FirstOrDefault(member =>
            address.Equals(member.Node, StringComparison.OrdinalIgnoreCase) || address.Equals(member.HostAndPort, StringComparison.OrdinalIgnoreCase));
        return member is null ? Unknown(address, cluster) : TypedResults.Json(Row(member), ManagementJson.Api.MemberRow);
    }

    private static async Task<IResult> PutMemberAsync(string address, HttpContext http, IClusterManagement cluster, IOptions<WebOptions> options)
    {
        RequireSwitch(options.Value);
        var operation = await OperationAsync(http.Request);
        return operation.Equals("Down", StringComparison.OrdinalIgnoreCase)
            ? await DownAsync(RouteNames.Decode(address), http, cluster)
            : await LeaveAsync(RouteNames.Decode(address), http, cluster);
    }

    private static async Task<IResult> DeleteMemberAsync(string address, HttpContext http, IClusterManagement cluster, IOptions<WebOptions> options)
    {
        RequireSwitch(options.Value);
        _ = new QueryParameters(http.Request);
        return await LeaveAsync(RouteNames.Decode(address), http, cluster);
    }

    private static IResult GetShardTypes(HttpContext http, IClusterManagement cluster)
    {
        _ = new QueryParameters(http.Request);
        return TypedResults.Json(new ShardTypeList(cluster.ShardTypes), ManagementJson.Api.ShardTypeList);
    }

    private static async Task<IResult> GetShardsAsync(string name, HttpContext http, IClusterManagement cluster)
    {
        _ = new QueryParameters(http.Request);
        name = RouteNames.Decode(name);
        return await cluster.GetShardsAsync(name, http.RequestAborted) is { } region
            ? TypedResults.Json(
                new ShardList([.. region.Shards.Select(shard => new ShardRow(shard.ShardId, shard.Tenants))], region.Failed),
                ManagementJson.Api.ShardList)
            : new ProblemResult(Problems.NotFound($"nothing named '{name}' lives in shards{ClosestName.Hint(name, cluster.ShardTypes)} (there is: {string.Join(", ", cluster.ShardTypes)})"));
    }

    private static async Task<IResult> LeaveAsync(string address, HttpContext http, IClusterManagement cluster) =>
        Answer(await cluster.LeaveAsync(address, Caller.Of(http.Request), http.RequestAborted), "Leaving", address, cluster);

    private static async Task<IResult> DownAsync(string address, HttpContext http, IClusterManagement cluster) =>
        Answer(await cluster.DownAsync(address, Caller.Of(http.Request), http.RequestAborted), "Downing", address, cluster);

    private static IResult Answer(NodeCommandResult result, string doing, string address, IClusterManagement cluster) => result switch
    {
        NodeCommandResult.Accepted accepted => TypedResults.Json(new NodeMessage($"{doing} {accepted.Node}"), ManagementJson.Api.NodeMessage),
        NodeCommandResult.NoAnswer noAnswer => new ProblemResult(Problems.Of(StatusCodes.Status504GatewayTimeout, noAnswer.Reason)),
        NodeCommandResult.Refused refused => new ProblemResult(Problems.Conflict(refused.Reason)),
        _ => Unknown(address, cluster),
    };

    private static ProblemResult Unknown(string address, IClusterManagement cluster)
    {
        var members = cluster.GetMembers().Members;
        var asAddress = address.Contains("://", StringComparison.Ordinal);
        var known = members.Select(member => asAddress ? member.Node : member.HostAndPort).ToArray();
        var shown = string.Join(", ", known.Take(MostShown));
        var hint = ClosestName.Hint(address, known) is { Length: > 0 } near ? near : $" (members: {shown}{(known.Length > MostShown ? " and more" : string.Empty)})";
        return new ProblemResult(Problems.NotFound($"no member of the cluster is at '{address}'{hint}"));
    }

    private static void RequireSwitch(WebOptions options)
    {
        if (options is { Management: true, Token: not null })
            return;
        var missing = (options.Management, options.Token) switch
        {
            (false, null) => "set DATIVO_HTTP_MANAGEMENT=true (http.management) and a token in DATIVO_TOKEN",
            (false, _) => "set DATIVO_HTTP_MANAGEMENT=true (http.management)",
            _ => "set a token in DATIVO_TOKEN",
        };
        throw new ProblemException(Problems.Of(StatusCodes.Status403Forbidden, $"this node does not let nodes be managed over HTTP; to allow it, {missing} and start it again"));
    }

    private static async Task<string> OperationAsync(HttpRequest request)
    {
        var text = new QueryParameters(request, "operation").Text("operation");
        if (text is null && request.HasFormContentType)
            text = (await request.ReadFormAsync(request.HttpContext.RequestAborted))["operation"];
        return Operations.FirstOrDefault(operation => operation.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw new ProblemException(Problems.BadParameter("operation", $"operation: '{text}' is wrong (expected {string.Join(" or ", Operations)})", Operations));
    }

    private static MemberRow Row(ClusterMemberView member) =>
        new(member.Node, member.Uid.ToString(System.Globalization.CultureInfo.InvariantCulture), member.Status, member.Roles);
}
