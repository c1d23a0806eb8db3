using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql.Snapshot;

namespace Dativo.Actors.Hosting.Persistence;

/// <summary>
/// The snapshot store of Akka.Persistence.Sql, its table and all, save that what actors ask for here goes through plain statements: the
/// newest snapshot, which every start of one asks for, a new snapshot, and the deletion of those before it.
/// </summary>
internal sealed class EventSnapshotStore : SqlSnapshotStore
{
    private readonly EventStore _store = Context.System.Settings.Setup.Get<EventStoreSetup>().Value.Create();
    private readonly RowSerialization _rows = new(Context.System);

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
        return new SelectedSnapshot(metadata, _rows.Read(row));
    }

    /// <inheritdoc />
    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot, CancellationToken cancellationToken) =>
        _store.WriteSnapshotAsync(_rows.Write(metadata.PersistenceId, metadata.SequenceNr, snapshot, metadata.Timestamp.Ticks), cancellationToken);

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
