using System.Collections.Concurrent;
using Akka.Actor;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Tests.Jobs;

/// <summary>A cluster whose members the test names.</summary>
internal sealed class TestNodes : INodeDirectory
{
    private readonly ConcurrentDictionary<string, IActorRef> _workers = new();

    public bool MayRun(string node) => _workers.ContainsKey(node);

    // It may have left since it was asked for.
    public ICanTell WorkerOf(string node) => _workers.GetValueOrDefault(node, ActorRefs.Nobody);

    public void Join(string node, IActorRef worker) => _workers[node] = worker;

    public void Leave(string node) => _workers.TryRemove(node, out _);
}
