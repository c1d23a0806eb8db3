using Akka.Actor;
using Akka.Serialization;

namespace Dativo.Actors.Hosting.Persistence;

/// <summary>Turns what an actor stores, an event or a snapshot, into a row, and back.</summary>
internal sealed class RowSerialization(ActorSystem system)
{
    private readonly ExtendedActorSystem _system = (ExtendedActorSystem)system;
    private readonly Serialization _serialization = system.Serialization;

    /// <summary>The row of what an actor stores.</summary>
    /// <param name="persistenceId">Whose it is.</param>
    /// <param name="sequenceNumber">Its place among the actor's events.</param>
    /// <param name="stored">The event or snapshot.</param>
    /// <param name="createdAt">When it is stored, in ticks of UTC.</param>
    public EventRow Write(string persistenceId, long sequenceNumber, object stored, long createdAt)
    {
        var serializer = _serialization.FindSerializerFor(stored);
        var payload = Serialization.WithTransport(_system, (serializer, stored), static state => state.serializer.ToBinary(state.stored));
        return new EventRow(persistenceId, sequenceNumber, serializer.Identifier, Serialization.ManifestFor(serializer, stored), payload, createdAt);
    }

    /// <summary>The event or snapshot in a row.</summary>
    public object Read(EventRow row) => _serialization.Deserialize(row.Payload, row.SerializerId, row.Manifest);
}
