namespace Dativo.Web.Contract;

/// <summary>The answer to <c>GET /api/v1/cluster/shards</c>.</summary>
/// <param name="Nodes">Each node that hosts shards.</param>
public sealed record ClusterShards(IReadOnlyList<NodeShards> Nodes);

/// <summary>The shards of a node.</summary>
/// <param name="Node">Its name, <c>host:port</c>.</param>
/// <param name="Shards">Its shards; null for the <paramref name="Reason"/>.</param>
/// <param name="Reason">Why they are not known, or not all; null when they are.</param>
public sealed record NodeShards(string Node, IReadOnlyList<TenantShard>? Shards, string? Reason);

/// <summary>A shard of tenants.</summary>
/// <param name="ShardId">Its number, as text.</param>
/// <param name="Tenants">How many of its tenants are awake.</param>
public sealed record TenantShard(string ShardId, int Tenants);
