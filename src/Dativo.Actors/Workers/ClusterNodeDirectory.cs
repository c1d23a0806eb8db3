using Akka.Actor;
using Akka.Cluster;

namespace Dativo.Actors.Workers;

/// <summary>The cluster's membership. A node's incarnation is named <c>akka.tcp://dativo@host:port#uid</c>.</summary>
internal sealed class ClusterNodeDirectory(ActorSystem system, string workerPath) : INodeDirectory
{
    private readonly Cluster _cluster = Cluster.Get(system);

    public static string NameOf(UniqueAddress node) => $"{node.Address}#{(uint)node.Uid}";

    public bool MayRun(string node) =>
        _cluster.State.Members.Any(member => member.Status is not MemberStatus.Removed && NameOf(member.UniqueAddress) == node);

    public ICanTell WorkerOf(string node) => system.ActorSelection(node[..node.LastIndexOf('#')] + workerPath);
}
