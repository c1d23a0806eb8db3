using Akka.Actor;

namespace Dativo.Actors.Workers;

/// <summary>What a worker needs of its node.</summary>
/// <param name="Executor">Runs the attempts.</param>
/// <param name="Slots">How many attempts run at once; 1 or more.</param>
/// <param name="SelfNode">This node's incarnation.</param>
/// <param name="Tenants">The way to every tenant; asked for when it is needed, since tenants need their worker first.</param>
internal sealed record WorkerServices(IAttemptExecutor Executor, int Slots, string SelfNode, Func<IActorRef> Tenants);

/// <summary>Node to worker: start nothing more, end what runs as interrupted, and tell when every outcome is stored.</summary>
internal sealed record DrainWorker
{
    public static readonly DrainWorker Instance = new();
}

/// <summary>Worker to node: nothing runs here and every outcome is stored.</summary>
internal sealed record WorkerDrained
{
    public static readonly WorkerDrained Instance = new();
}

/// <summary>Node to worker: how full are you? Answered by <see cref="WorkerLoad"/>.</summary>
internal sealed record GetWorkerLoad
{
    public static readonly GetWorkerLoad Instance = new();
}

/// <summary>How full a worker is.</summary>
internal sealed record WorkerLoad(int SlotsInUse, int Slots, int Waiting);
