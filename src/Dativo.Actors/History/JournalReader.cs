using System.Data.Common;
using Akka.Actor;
using Dativo.Actors.History.PostgreSql;
using Dativo.Actors.History.Sqlite;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.History;

/// <summary>
/// Reads the events of all tenants from the journal's table in their global order. The table, its columns and the meaning of
/// serializer id and manifest are those of Akka.Persistence.Sql's default mapping (<c>akka.persistence.journal.sql.default</c>).
/// Rows marked as deleted are read too: tenants delete only what the history holds. Not for concurrent use.
/// </summary>
internal abstract class JournalReader(Akka.Serialization.Serialization serialization) : IAsyncDisposable
{
    /// <summary>The reader for the journal that the options name; nothing is opened yet.</summary>
    public static JournalReader Create(HistoryOptions options, ActorSystem system) => options.Provider switch
    {
        HistoryProvider.Sqlite => new SqliteJournalReader(options.JournalConnectionString, system.Serialization),
        _ => new PostgreSqlJournalReader(options.JournalConnectionString, system.Serialization),
    };

    /// <summary>Reads at most <paramref name="limit"/> events after a place. A journal that does not exist yet is empty.</summary>
    public abstract Task<JournalPage> ReadAsync(long after, int limit, CancellationToken cancellationToken);

    /// <summary>The highest ordering in the journal; 0 when it is empty.</summary>
    public abstract Task<long> ReadHeadAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    /// <summary>
    /// Adds the row under the reader to the events if it is a tenant's. What cannot be read gives the reason, and reading
    /// must not go on after it: the history would be silently incomplete.
    /// </summary>
    /// <remarks>Columns: ordering, persistence_id, sequence_number, identifier, manifest, message.</remarks>
    protected HistoryException? Take(DbDataReader row, List<HistoryEnvelope> events)
    {
        var persistenceId = row.GetString(1);
        if (!TenantPersistence.TryGetTenantId(persistenceId, out var tenantId))
            return null;
        var ordering = row.GetInt64(0);
        var sequenceNr = row.GetInt64(2);
        var manifest = row.IsDBNull(4) ? "" : row.GetString(4);
        try
        {
            if (row.IsDBNull(3))
                throw new NotSupportedException("it names no serializer");
            var payload = serialization.Deserialize(row.GetFieldValue<byte[]>(5), row.GetInt32(3), manifest);
            switch (payload)
            {
                case ITenantEvent tenantEvent:
                    events.Add(new HistoryEnvelope(ordering, tenantId, sequenceNr, tenantEvent));
                    break;
                case TenantEventGroup group:
                    foreach (var tenantEvent in group.Events)
                        events.Add(new HistoryEnvelope(ordering, tenantId, sequenceNr, tenantEvent));
                    break;
                default:
                    throw new NotSupportedException($"it is a {payload?.GetType().Name ?? "null"}, which is no event of a tenant");
            }

            return null;
        }
        catch (Exception error) when (error is not DbException)
        {
            return new HistoryException(
                $"Event {sequenceNr} of {persistenceId} (ordering {ordering}, manifest '{manifest}') cannot be read: {error.Message}. "
                + "The history stops before it and loses nothing. If a newer version wrote it, start that version; if it is damaged, restore the journal from a backup.",
                error);
        }
    }
}
