using System.Collections.Immutable;
using System.Data.Common;

namespace Dativo.Actors.Hosting.Persistence;

/// <summary>
/// The tables of events and snapshots in one kind of database. Writes of events come one after another, reads at any time.
/// </summary>
internal abstract class EventStore : IAsyncDisposable
{
    private readonly SemaphoreSlim _housekeeping = new(1);

    /// <summary>Stores all rows, or none. Rows of an actor are stored in their order.</summary>
    /// <exception cref="DbException">The database refuses, or cannot be reached; nothing is stored, unless the connection broke at the very end.</exception>
    public abstract Task WriteAsync(IReadOnlyList<EventRow> rows, CancellationToken cancellationToken);

    /// <summary>The highest sequence number of an actor, at or above <paramref name="from"/>; 0 when it has no such event.</summary>
    public abstract Task<long> ReadHighestAsync(string persistenceId, long from, CancellationToken cancellationToken);

    /// <summary>An actor's events from one sequence number to another, in their order; no more than <paramref name="limit"/>.</summary>
    public abstract Task<ImmutableArray<EventRow>> ReadAsync(string persistenceId, long from, long to, int limit, CancellationToken cancellationToken);

    /// <summary>The newest snapshot of an actor, in the form of an event; null when it has none.</summary>
    public abstract Task<EventRow?> ReadSnapshotAsync(string persistenceId, CancellationToken cancellationToken);

    /// <summary>Stores a snapshot of an actor, in the form of an event; one with the same sequence number is replaced.</summary>
    public abstract Task WriteSnapshotAsync(EventRow snapshot, CancellationToken cancellationToken);

    /// <summary>Deletes an actor's snapshots up to a sequence number, itself included.</summary>
    public abstract Task DeleteSnapshotsAsync(string persistenceId, long to, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes an actor's events up to a sequence number, itself included. The newest of them stays as a row that is marked as deleted, so
    /// that an actor without others does not begin to count anew.
    /// </summary>
    public abstract Task DeleteAsync(string persistenceId, long to, CancellationToken cancellationToken);

    /// <summary>Whether the database refused the rows for what they are, so that others in the same write may be fine.</summary>
    public abstract bool IsRefusal(Exception exception);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();

    /// <summary>The row where a reader is: sequence number, serializer, manifest, payload, creation.</summary>
    protected static EventRow RowOf(string persistenceId, DbDataReader reader) =>
        new(persistenceId, reader.GetInt64(0), reader.GetInt32(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3), reader.GetInt64(4));

    /// <summary>Stores a snapshot, or deletes, when its turn comes: these can wait, and one at a time leaves the database to the events.</summary>
    protected async Task InTurnAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        await _housekeeping.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await work().ConfigureAwait(false);
        }
        finally
        {
            _housekeeping.Release();
        }
    }
}
