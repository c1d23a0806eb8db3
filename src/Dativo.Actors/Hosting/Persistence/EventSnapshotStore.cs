using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql.Snapshot;
using Akka.Serialization;

namespace Dativo.Actors.Hosting.Persistence;

/// <summary>
/// The snapshot store of Akka.Persistence.Sql, its table and all, save that the newest snapshot of an actor, which every start of one asks
/// for, is read by a plain query.
/// </summary>
internal sealed class EventSnapshotStore : SqlSnapshotStore
{
    private readonly EventStore _store = Context.System.Settings.Setup.Get<EventStoreSetup>().Value.Create();
    private readonly Serialization _serialization = Context.System.Serialization;

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
    protected override void PostStop()
    {
        _ = _store.DisposeAsync().AsTask();
        base.PostStop();
    }
}
