using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql.Snapshot;
using Akka.Serialization;

namespace Dativo.Actors.Hosting.Persistence;

/// <summary>
/// The snapshot store of Akka.Persistence.Sql, its table and all, save that what actors ask for here goes through plain statements: the
/// newest snapshot, which every start of one asks for, a new snapshot, and the deletion of those before it.
/// </summary>
internal sealed class EventSnapshotStore : SqlSnapshotStore
{
    private readonly EventStore _store = Context.System.Settings.Setup.Get<EventStoreSetup>().Value.Create();
    private readonly Serialization _serialization = Context.System.Serialization;
    private readonly ExtendedActorSystem _system = (ExtendedActorSystem)Context.System;

    public EventSnapshotStore(Config snapshotConfig)
        : base(snapshotConfig)
    {
    }

    /// <inheritdoc />
    protected override async Task<SelectedSnapshot?> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken)
    {
        if (criteria.MaxSequenceNr != long.MaxValue || criteria.MaxTimeStamp != DateTime.MaxValue)
            return await base.LoadAsync(persistenceId, criteria, cancellationToken).ConfigureAwait(false);
        if (await _store.ReadSnapshotAsync(persistenceId, cancellationToken).ConfigureAwait(false) is not { } row)
            return null;
        var metadata = new SnapshotMetadata(persistenceId, row.SequenceNumber, new DateTime(row.CreatedAt));
        return new SelectedSnapshot(metadata, _serialization.Deserialize(row.Payload, row.SerializerId, row.Manifest));
    }

    /// <inheritdoc />
    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot, CancellationToken cancellationToken)
    {
        var serializer = _serialization.FindSerializerFor(snapshot);
        var payload = Serialization.WithTransport(_system, (serializer, snapshot), static state => state.serializer.ToBinary(state.snapshot));
        return _store.WriteSnapshotAsync(
            new EventRow(metadata.PersistenceId, metadata.SequenceNr, serializer.Identifier, Serialization.ManifestFor(serializer, snapshot), payload, metadata.Timestamp.Ticks),
            cancellationToken);
    }

    /// <inheritdoc />
    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken) =>
        criteria.MinSequenceNr > 0 || criteria.MinTimestamp is not null || criteria.MaxTimeStamp != DateTime.MaxValue
            ? base.DeleteAsync(persistenceId, criteria, cancellationToken)
            : _store.DeleteSnapshotsAsync(persistenceId, criteria.MaxSequenceNr, cancellationToken);

    /// <inheritdoc />
    protected override void PostStop()
    {
        _ = _store.DisposeAsync().AsTask();
        base.PostStop();
    }
}
