using Akka.Actor;
using Akka.Cluster;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Membership;

/// <summary>The membership of a node without PostgreSQL: there are no leases, and nobody to decide with.</summary>
internal sealed class LoneMembership(ActorSystem system) : IMembership
{
    /// <inheritdoc />
    public LeaseSnapshot Leases => LeaseSnapshot.None;

    /// <inheritdoc />
    public string? DatabaseProblem => null;

    /// <inheritdoc />
    public Task<bool> EvictAsync(string node, string by, CancellationToken cancellationToken)
    {
        var cluster = Cluster.Get(system);
        var member = cluster.State.Members.FirstOrDefault(candidate => ClusterNodeDirectory.NameOf(candidate.UniqueAddress) == node);
        if (member is null)
            return Task.FromResult(false);
        cluster.Down(member.Address);
        return Task.FromResult(true);
    }
}
