using Akka.Actor.Setup;

namespace Dativo.Actors.Hosting.Persistence;

/// <summary>Hands the journal its store.</summary>
/// <param name="create">Makes the store; the journal disposes it.</param>
internal sealed class EventStoreSetup(Func<EventStore> create) : Setup
{
    /// <summary>Makes the store; who asks disposes it.</summary>
    public EventStore Create() => create();
}
