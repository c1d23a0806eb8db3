using System.Data.Common;
using Akka.Actor;
using Akka.Cluster;
using Dativo.Actors.Management;
using Dativo.Actors.Telemetry;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Membership;

/// <summary>This node's membership of a cluster on a database: enters the node, keeps its lease, and gives it back.</summary>
internal sealed class ClusterMembership(ILeaseStore store, LeaseHolder lease, MembershipLog log) : IMembership, IDisposable
{
    private LeaseKeeper? _keeper;
    private volatile string? _node;

    /// <summary>This node's incarnation; null before it was entered.</summary>
    public string? Node => _node;

    /// <inheritdoc />
    public LeaseSnapshot Leases => lease.Leases;

    /// <inheritdoc />
    public string? DatabaseProblem => lease.Problem;

    /// <summary>Enters this node, and starts to renew its lease. Before that it joins no cluster.</summary>
    public async Task EnterAsync(ActorSystem system, CancellationToken cancellationToken)
    {
        var cluster = Cluster.Get(system);
        var node = ClusterNodeDirectory.NameOf(cluster.SelfUniqueAddress);
        await store.RegisterAsync(node, NodeNames.HostAndPort(cluster.SelfAddress), cancellationToken).ConfigureAwait(false);
        _node = node;
        _keeper = new LeaseKeeper(store, lease, node);
    }

    /// <inheritdoc />
    public async Task<bool> EvictAsync(string node, string by, CancellationToken cancellationToken)
    {
        if (!lease.Leases.Leases.TryGetValue(node, out var known) || known.IsOver)
            return false;
        log.EvictedBy(node, by);
        await store.EvictAsync(null, [node], cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Gives the lease back: this node's jobs are dead, and it writes nothing more. Does nothing when the database does not answer.</summary>
    public async Task ReleaseAsync()
    {
        if (Interlocked.Exchange(ref _keeper, null) is not { } keeper || _node is not { } node)
            return;
        keeper.Dispose();
        try
        {
            await store.ReleaseAsync(node, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DbException or TimeoutException or InvalidOperationException)
        {
            // It expires by itself in a moment.
            log.Failed(exception, "Giving the lease back");
        }
    }

    /// <inheritdoc />
    public void Dispose() => Interlocked.Exchange(ref _keeper, null)?.Dispose();
}
