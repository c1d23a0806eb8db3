using Akka.Actor;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Jobs;

/// <summary>What job actors need of their node.</summary>
/// <param name="Worker">The worker that new attempts ask for a slot.</param>
/// <param name="SelfNode">This node's incarnation.</param>
/// <param name="Nodes">Who is in the cluster, and where a node's worker is.</param>
/// <param name="Time">The clock.</param>
internal sealed record JobActorServices(IActorRef Worker, string SelfNode, INodeDirectory Nodes, TimeProvider Time)
{
    /// <summary>What is known of all workers' slots, for runs that wait for one.</summary>
    public SlotBoard Slots { get; init; } = new();
}
