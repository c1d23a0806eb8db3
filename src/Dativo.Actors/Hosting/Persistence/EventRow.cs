namespace Dativo.Actors.Hosting.Persistence;

/// <summary>A row of the journal, in the form of Akka.Persistence.Sql.</summary>
/// <param name="PersistenceId">Whose event.</param>
/// <param name="SequenceNumber">Its place among that actor's events, from 1.</param>
/// <param name="SerializerId">The serializer that wrote it.</param>
/// <param name="Manifest">Its type, by that serializer.</param>
/// <param name="Payload">Its bytes.</param>
/// <param name="CreatedAt">When it was to be stored, in ticks of UTC.</param>
internal readonly record struct EventRow(string PersistenceId, long SequenceNumber, int SerializerId, string Manifest, byte[] Payload, long CreatedAt);
