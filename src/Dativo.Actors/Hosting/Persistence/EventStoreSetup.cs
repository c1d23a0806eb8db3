using Akka.Actor.Setup;

namespace Dativo.Actors.Hosting.Persistence;

/// <summary>Hands the journal and the snapshot store what they store in.</summary>
/// <param name="create">Makes a store.</param>
internal sealed class EventStoreSetup(Func<EventStore> create) : Setup
{
    /// <summary>Makes the store; who asks disposes it.</summary>
    public EventStore Create() => create();
}
