using Akka.Actor;

namespace Dativo.Actors.Workers;

/// <summary>What a worker needs of its node.</summary>
/// <param name="Executor">Runs the attempts.</param>
/// <param name="Slots">How many attempts run at once; 1 or more.</param>
/// <param name="SelfNode">This node's incarnation.</param>
/// <param name="Tenants">The way to every tenant; asked for when it is needed, since tenants need their worker first.</param>
internal sealed record WorkerServices(IAttemptExecutor Executor, int Slots, string SelfNode, Func<IActorRef> Tenants)
{
    /// <summary>Tells the worker, its parent, of other workers with <see cref="PeerUp"/> and <see cref="PeerGone"/>; null: there are none.</summary>
    public Props? PeerWatch { get; init; }

    /// <summary>Where the worker writes how full all workers are.</summary>
    public SlotBoard Board { get; init; } = new();

    /// <summary>The clock; only its monotonic part is used.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>To a worker: that node has a worker, too, and can be reached.</summary>
internal sealed record PeerUp(string Node, ICanTell Worker);

/// <summary>To a worker: that node leaves, is gone, or cannot be reached.</summary>
internal sealed record PeerGone(string Node);

/// <summary>
/// Node to worker: start nothing more, give what runs that time to end, then end it as interrupted, and tell when nothing
/// runs and every outcome is stored.
/// </summary>
internal sealed record DrainWorker(TimeSpan Timeout);

/// <summary>Worker to node: nothing runs here and every outcome is stored.</summary>
internal sealed record WorkerDrained
{
    public static readonly WorkerDrained Instance = new();
}
