using System.Text.Json;
using Dativo.Actors.Hosting;
using Dativo.Actors.Management;
using Dativo.Actors.Membership;
using Dativo.Web.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dativo.Web.Api;

/// <summary><c>/api/v1/cluster</c>: every node with what it says of itself.</summary>
internal static class ClusterEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/cluster", GetAsync);
        routes.MapGet("/cluster/shards", GetShardsAsync);
    }

    private static async Task<IResult> GetAsync(HttpContext http, IClusterManagement cluster)
    {
        _ = new QueryParameters(http.Request);
        var view = await cluster.GetClusterAsync(http.RequestAborted);
        var names = view.Nodes.ToDictionary(node => node.Member.Node, node => node.Member.HostAndPort, StringComparer.Ordinal);
        return TypedResults.Json(
            new ClusterPage
            {
                SelfNode = NameOf(names, view.Membership.SelfNode)!,
                Leader = NameOf(names, view.Membership.Leader),
                SchedulerNode = NameOf(names, view.SchedulerNode),
                Nodes = [.. view.Nodes.Select(Row)],
            },
            ApiJson.Api.ClusterPage);
    }

    private static async Task<IResult> GetShardsAsync(HttpContext http, IClusterManagement cluster)
    {
        _ = new QueryParameters(http.Request);
        var view = await cluster.GetClusterAsync(http.RequestAborted);
        var nodes = view.Nodes
            .Where(node => node.Member.Roles.Contains(NodeRoles.Worker))
            .Select(node => new NodeShards(
                node.Member.HostAndPort,
                node.Report is { } report ? [.. report.Shards.Select(shard => new TenantShard(shard.ShardId, shard.Tenants))] : null,
                node.NoAnswer ?? node.Report?.ShardsProblem));
        return TypedResults.Json(new ClusterShards([.. nodes]), ApiJson.Api.ClusterShards);
    }

    private static string? NameOf(Dictionary<string, string> names, string? node) => node is null ? null : names.GetValueOrDefault(node, node);

    private static ClusterNodeRow Row(NodeView node)
    {
        var report = node.Report;
        return new ClusterNodeRow
        {
            Node = node.Member.HostAndPort,
            Incarnation = $"{node.Member.Node}#{node.Member.Uid}",
            Roles = node.Member.Roles,
            Status = JsonNamingPolicy.SnakeCaseLower.ConvertName(node.Member.Status),
            Reachable = node.Reachable,
            Lease = node.Lease is { } lease ? new LeaseRow(StateOf(lease.State), (long)lease.Remaining.TotalMilliseconds) : null,
            SlotsInUse = report?.Slots?.InUse,
            Slots = report?.Slots?.Total,
            Waiting = report?.Slots?.Waiting,
            Shards = report is null or { ShardsProblem: not null, Shards.IsEmpty: true } ? null : report.Shards.Length,
            Tenants = report is null or { ShardsProblem: not null, Shards.IsEmpty: true } ? null : report.Shards.Sum(shard => shard.Tenants),
            Database = report?.Database,
            DatabaseProblem = report?.DatabaseProblem,
            Version = report?.Version,
            Reason = ReasonOf(node),
        };
    }

    private static string? ReasonOf(NodeView node)
    {
        string?[] reasons = [node.NoAnswer, node.Report?.SlotsProblem, node.Report?.ShardsProblem];
        var all = string.Join("; ", reasons.OfType<string>());
        return all.Length == 0 ? null : all;
    }

    private static string StateOf(LeaseState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());
}
