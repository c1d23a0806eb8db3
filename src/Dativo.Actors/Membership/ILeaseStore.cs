using System.Collections.Immutable;

namespace Dativo.Actors.Membership;

/// <summary>
/// The leases of all nodes, and what is decided of them. Every call may fail with a <see cref="System.Data.Common.DbException"/>
/// or a <see cref="TimeoutException"/> and may be repeated.
/// </summary>
internal interface ILeaseStore
{
    /// <summary>
    /// Enters this node, in place of an earlier incarnation at its address: that one's lease is waited for and taken.
    /// </summary>
    Task RegisterAsync(string node, string address, CancellationToken cancellationToken);

    /// <summary>
    /// Where to join: addresses of living members; none when this node is to found the cluster, which then is entered as done.
    /// </summary>
    Task<ImmutableArray<string>> FindClusterAsync(string node, CancellationToken cancellationToken);

    /// <summary>Renews a node's lease on its behalf; false when it is not active any more.</summary>
    Task<bool> RenewForAsync(string node, CancellationToken cancellationToken);

    /// <summary>Takes the expired leases among these and ends the sessions of their nodes; gives those that are fenced now, by whomever.</summary>
    Task<ImmutableArray<string>> FenceAsync(ImmutableArray<string> nodes, CancellationToken cancellationToken);

    /// <summary>
    /// Asks nodes to leave. With <paramref name="self"/>, only if that one's own lease is active: of two sides that want to
    /// evict each other the first one wins. Gives those that are evicted now.
    /// </summary>
    Task<ImmutableArray<string>> EvictAsync(string? self, ImmutableArray<string> nodes, CancellationToken cancellationToken);

    /// <summary>Gives this node's lease back: its jobs are dead and it writes nothing more.</summary>
    Task ReleaseAsync(string node, CancellationToken cancellationToken);

    /// <summary>A connection of its own for the thread that renews this node's lease.</summary>
    ILeaseRenewal OpenRenewal(string node);
}

/// <summary>Renews one node's lease; of one thread.</summary>
internal interface ILeaseRenewal : IDisposable
{
    /// <summary>Renews the lease and looks at all of them; waits for the database, about a second at the most.</summary>
    /// <param name="isMember">Whether the node is a member of the cluster now, so that others may join it.</param>
    LeaseRenewed Renew(bool isMember);
}

/// <summary>What came of a renewal.</summary>
/// <param name="Renewed">Whether the lease is renewed; if not, it is not active any more.</param>
/// <param name="Leases">The leases of all nodes, by node.</param>
internal sealed record LeaseRenewed(bool Renewed, ImmutableDictionary<string, NodeLease> Leases);
