namespace Dativo.Actors.Membership;

/// <summary>What this node knows of the leases of all nodes, and how one is taken out of the cluster by hand.</summary>
public interface IMembership
{
    /// <summary>The leases as this node saw them last; empty without PostgreSQL.</summary>
    LeaseSnapshot Leases { get; }

    /// <summary>What is wrong with this node's connection to the database, without secrets; null when nothing is.</summary>
    string? DatabaseProblem { get; }

    /// <summary>
    /// Takes a node out of the cluster: it stops its jobs and gives its lease back, and once it has, or its lease has expired,
    /// it is downed. False when no member has that name.
    /// </summary>
    /// <param name="node">The incarnation, <c>akka.tcp://dativo@host:port#uid</c>.</param>
    /// <param name="by">Who asks for it, for the log.</param>
    /// <param name="cancellationToken">Ends the waiting for the database.</param>
    Task<bool> EvictAsync(string node, string by, CancellationToken cancellationToken);
}
