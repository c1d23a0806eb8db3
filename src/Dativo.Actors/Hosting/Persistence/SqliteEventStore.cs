using System.Collections.Immutable;
using Dativo.Actors.History.Sqlite;
using Microsoft.Data.Sqlite;

namespace Dativo.Actors.Hosting.Persistence;

/// <summary>
/// Events in SQLite. It works on the calling thread; one connection with its statement ready is kept for all writes, because the
/// file has one lock for writers anyway.
/// </summary>
internal sealed class SqliteEventStore(string connectionString) : EventStore
{
    private const int ConstraintViolated = 19;
    private SqliteConnection? _writer;
    private SqliteStatement? _insert;

    public override Task WriteAsync(IReadOnlyList<EventRow> rows, CancellationToken cancellationToken)
    {
        try
        {
            _insert ??= PrepareInsert();
            using var transaction = _writer!.BeginTransaction();
            foreach (var row in rows)
                _insert.Execute(row.CreatedAt, row.PersistenceId, row.SequenceNumber, row.Payload, row.Manifest, row.SerializerId);
            transaction.Commit();
            return Task.CompletedTask;
        }
        catch
        {
            Close();
            throw;
        }
    }

    public override Task<long> ReadHighestAsync(string persistenceId, long from, CancellationToken cancellationToken) => ReadAsync(
        "SELECT max(sequence_number) FROM journal WHERE persistence_id = ?1 AND sequence_number >= ?2",
        static command => command.ExecuteScalar() as long? ?? 0,
        persistenceId,
        from);

    public override Task<ImmutableArray<EventRow>> ReadAsync(string persistenceId, long from, long to, int limit, CancellationToken cancellationToken) => ReadAsync(
        """
        SELECT sequence_number, identifier, manifest, message, created FROM journal
        WHERE persistence_id = ?1 AND sequence_number BETWEEN ?2 AND ?3 AND deleted = 0
        ORDER BY sequence_number LIMIT ?4
        """,
        command =>
        {
            using var reader = command.ExecuteReader();
            var rows = ImmutableArray.CreateBuilder<EventRow>();
            while (reader.Read())
                rows.Add(RowOf(persistenceId, reader));
            return rows.ToImmutable();
        },
        persistenceId,
        from,
        to,
        limit);

    public override Task<EventRow?> ReadSnapshotAsync(string persistenceId, CancellationToken cancellationToken) => ReadAsync<EventRow?>(
        """
        SELECT sequence_number, serializer_id, manifest, snapshot, created FROM snapshot
        WHERE persistence_id = ?1 ORDER BY sequence_number DESC LIMIT 1
        """,
        command =>
        {
            using var reader = command.ExecuteReader();
            return reader.Read() ? RowOf(persistenceId, reader) : null;
        },
        persistenceId);

    public override Task WriteSnapshotAsync(EventRow snapshot, CancellationToken cancellationToken) => ChangeAsync(
        """
        INSERT INTO snapshot (persistence_id, sequence_number, created, snapshot, manifest, serializer_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (persistence_id, sequence_number) DO UPDATE
        SET created = excluded.created, snapshot = excluded.snapshot, manifest = excluded.manifest, serializer_id = excluded.serializer_id
        """,
        cancellationToken,
        snapshot.PersistenceId,
        snapshot.SequenceNumber,
        snapshot.CreatedAt,
        snapshot.Payload,
        snapshot.Manifest,
        snapshot.SerializerId);

    public override Task DeleteSnapshotsAsync(string persistenceId, long to, CancellationToken cancellationToken) =>
        ChangeAsync("DELETE FROM snapshot WHERE persistence_id = ?1 AND sequence_number <= ?2", cancellationToken, persistenceId, to);

    public override Task DeleteAsync(string persistenceId, long to, CancellationToken cancellationToken) => ChangeAsync(
        """
        UPDATE journal SET deleted = 1 WHERE persistence_id = ?1 AND sequence_number =
            (SELECT max(sequence_number) FROM journal WHERE persistence_id = ?1 AND sequence_number <= ?2);
        DELETE FROM journal WHERE persistence_id = ?1 AND sequence_number <
            (SELECT max(sequence_number) FROM journal WHERE persistence_id = ?1 AND sequence_number <= ?2);
        """,
        cancellationToken,
        persistenceId,
        to);

    public override bool IsRefusal(Exception exception) => exception is SqliteException { SqliteErrorCode: ConstraintViolated };

    public override ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private Task ChangeAsync(string sql, CancellationToken cancellationToken, params object[] values) => InTurnAsync(
        () => ReadAsync(
            sql,
            static command =>
            {
                using var transaction = command.Connection!.BeginTransaction();
                command.Transaction = transaction;
                var changed = command.ExecuteNonQuery();
                transaction.Commit();
                return changed;
            },
            values),
        cancellationToken);

    private async Task<T> ReadAsync<T>(string sql, Func<SqliteCommand, T> read, params object[] values)
    {
        // An actor's message is being handled on this thread.
        await Task.Yield();
        await using var connection = new SqliteConnection(connectionString);
        connection.Open();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.Add(new SqliteParameter($"?{i + 1}", values[i]));
        return read(command);
    }

    private SqliteStatement PrepareInsert()
    {
        _writer = new SqliteConnection(connectionString);
        _writer.Open();

        // Deletions of old events take the lock too, for moments: SQLite's own waiting finds out in milliseconds that they are over.
        using var settings = _writer.CreateCommand();
        settings.CommandText = $"PRAGMA busy_timeout = 10000; {SqliteWriting.Settings}";
        settings.ExecuteNonQuery();
        return new SqliteStatement(
            _writer,
            """
            INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier)
            VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6)
            """);
    }

    private void Close()
    {
        _insert?.Dispose();
        _insert = null;
        _writer?.Dispose();
        _writer = null;
    }
}
