using System.Collections.Immutable;
using System.Data.Common;

namespace Dativo.Actors.Hosting.Persistence;

/// <summary>
/// The table of events in one kind of database. A node has one; writes come one after another, reads at any time.
/// </summary>
internal abstract class EventStore : IAsyncDisposable
{
    /// <summary>Stores all rows, or none. Rows of an actor are stored in their order.</summary>
    /// <exception cref="DbException">The database refuses, or cannot be reached; nothing is stored, unless the connection broke at the very end.</exception>
    public abstract Task WriteAsync(IReadOnlyList<EventRow> rows, CancellationToken cancellationToken);

    /// <summary>The highest sequence number of an actor, at or above <paramref name="from"/>; 0 when it has no such event.</summary>
    public abstract Task<long> ReadHighestAsync(string persistenceId, long from, CancellationToken cancellationToken);

    /// <summary>An actor's events from one sequence number to another, in their order; no more than <paramref name="limit"/>.</summary>
    public abstract Task<ImmutableArray<EventRow>> ReadAsync(string persistenceId, long from, long to, int limit, CancellationToken cancellationToken);

    /// <summary>The newest snapshot of an actor, in the form of an event; null when it has none.</summary>
    public abstract Task<EventRow?> ReadSnapshotAsync(string persistenceId, CancellationToken cancellationToken);

    /// <summary>Whether the database refused the rows for what they are, so that others in the same write may be fine.</summary>
    public abstract bool IsRefusal(Exception exception);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();

    /// <summary>The row where a reader is: sequence number, serializer, manifest, payload, creation.</summary>
    protected static EventRow RowOf(string persistenceId, DbDataReader reader) =>
        new(persistenceId, reader.GetInt64(0), reader.GetInt32(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3), reader.GetInt64(4));
}
