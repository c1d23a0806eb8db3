namespace Dativo.Cli.Cluster.Compose;

/// <summary>What a compose file becomes on this machine.</summary>
/// <param name="Postgres">The server in the place of its PostgreSQL; null when the user gave a database, or the file has none.</param>
/// <param name="Plan">Its nodes.</param>
internal sealed record ComposeTopology(PrivatePostgresOptions? Postgres, ClusterPlan Plan);
