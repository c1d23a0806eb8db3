using Akka.Actor;
using Akka.Cluster;

namespace Dativo.Actors.Scheduling;

/// <summary>Tells its parent, the scheduler, whenever a node is removed from the cluster.</summary>
internal sealed class ClusterLossWatch : ReceiveActor
{
    private readonly Cluster _cluster = Cluster.Get(Context.System);

    public ClusterLossWatch() => Receive<ClusterEvent.MemberRemoved>(_ => Context.Parent.Tell(NodeGone.Instance));

    protected override void PreStart() => _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.MemberRemoved));

    protected override void PostStop() => _cluster.Unsubscribe(Self);
}

/// <summary>Watch to scheduler: a node is gone, and with it what was sent to its tenants a moment ago.</summary>
internal sealed record NodeGone
{
    public static readonly NodeGone Instance = new();
}
