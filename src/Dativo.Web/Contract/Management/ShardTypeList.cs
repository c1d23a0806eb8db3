namespace Dativo.Web.Contract.Management;

/// <summary>The answer to <c>GET /cluster/shards</c>.</summary>
/// <param name="EntityTypeKeys">The kinds of entities that live in shards.</param>
public sealed record ShardTypeList(IReadOnlyList<string> EntityTypeKeys);
