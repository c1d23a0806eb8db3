using Akka.Actor;
using Akka.Cluster;
using Dativo.Actors.Membership;

namespace Dativo.Actors.Workers;

/// <summary>
/// The cluster's members, and the leases of those that are none any more. A node's incarnation is named
/// <c>akka.tcp://dativo@host:port#uid</c>.
/// </summary>
internal sealed class ClusterNodeDirectory(ActorSystem system, string workerPath, IMembership membership) : INodeDirectory
{
    private readonly Cluster _cluster = Cluster.Get(system);

    public static string NameOf(UniqueAddress node) => $"{node.Address}#{(uint)node.Uid}";

    public bool MayRun(string node) => IsMember(node) || (membership.Leases.Leases.TryGetValue(node, out var lease) && !lease.IsOver);

    public ICanTell WorkerOf(string node) => system.ActorSelection(node[..node.LastIndexOf('#')] + workerPath);

    private bool IsMember(string node) =>
        _cluster.State.Members.Any(member => member.Status is not MemberStatus.Removed && NameOf(member.UniqueAddress) == node);
}
