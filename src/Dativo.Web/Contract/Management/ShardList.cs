namespace Dativo.Web.Contract.Management;

/// <summary>The answer to <c>GET /cluster/shards/{name}</c>: the shards that live on the asked node.</summary>
/// <param name="Regions">The shards.</param>
/// <param name="Failed">Shards that did not answer.</param>
public sealed record ShardList(IReadOnlyList<ShardRow> Regions, IReadOnlyList<string> Failed);

/// <summary>A shard.</summary>
/// <param name="ShardId">Its number, as text.</param>
/// <param name="NumEntities">How many of its entities are awake.</param>
public sealed record ShardRow(string ShardId, int NumEntities);
