using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;

namespace Dativo.Actors.Hosting.Persistence;

/// <summary>Events in PostgreSQL. A write is one statement, whose text does not depend on how many rows it has, so that it is planned once.</summary>
internal sealed class PostgreSqlEventStore(string connectionString) : EventStore
{
    private const string UniqueViolation = "23505";
    private const string OutOfOrder = "DV002";
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString);
    private NpgsqlConnection? _writer;
    private NpgsqlCommand? _insert;

    public override async Task WriteAsync(IReadOnlyList<EventRow> rows, CancellationToken cancellationToken)
    {
        try
        {
            var insert = _insert ??= await PrepareInsertAsync(cancellationToken).ConfigureAwait(false);
            insert.Parameters[0].Value = Column(rows, static row => row.CreatedAt);
            insert.Parameters[1].Value = Column(rows, static row => row.PersistenceId);
            insert.Parameters[2].Value = Column(rows, static row => row.SequenceNumber);
            insert.Parameters[3].Value = Column(rows, static row => row.Payload);
            insert.Parameters[4].Value = Column(rows, static row => row.Manifest);
            insert.Parameters[5].Value = Column(rows, static row => row.SerializerId);
            await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await CloseAsync().ConfigureAwait(false);
            throw;
        }
    }

    public override Task<long> ReadHighestAsync(string persistenceId, long from, CancellationToken cancellationToken) => ReadAsync(
        "SELECT max(sequence_number) FROM journal WHERE persistence_id = $1 AND sequence_number >= $2",
        async command => await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as long? ?? 0,
        cancellationToken,
        Text(persistenceId),
        Number(from));

    public override Task<ImmutableArray<EventRow>> ReadAsync(string persistenceId, long from, long to, int limit, CancellationToken cancellationToken) => ReadAsync(
        """
        SELECT sequence_number, identifier, manifest, message, created FROM journal
        WHERE persistence_id = $1 AND sequence_number BETWEEN $2 AND $3 AND NOT deleted
        ORDER BY sequence_number LIMIT $4
        """,
        async command =>
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            var rows = ImmutableArray.CreateBuilder<EventRow>();
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                rows.Add(RowOf(persistenceId, reader));
            return rows.ToImmutable();
        },
        cancellationToken,
        Text(persistenceId),
        Number(from),
        Number(to),
        Number(limit));

    public override Task<EventRow?> ReadSnapshotAsync(string persistenceId, CancellationToken cancellationToken) => ReadAsync<EventRow?>(
        """
        SELECT sequence_number, serializer_id, manifest, snapshot, created FROM snapshot
        WHERE persistence_id = $1 ORDER BY sequence_number DESC LIMIT 1
        """,
        async command =>
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? RowOf(persistenceId, reader) : null;
        },
        cancellationToken,
        Text(persistenceId));

    public override Task WriteSnapshotAsync(EventRow snapshot, CancellationToken cancellationToken) => ChangeAsync(
        """
        INSERT INTO snapshot (persistence_id, sequence_number, created, snapshot, manifest, serializer_id) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (persistence_id, sequence_number) DO UPDATE
        SET created = excluded.created, snapshot = excluded.snapshot, manifest = excluded.manifest, serializer_id = excluded.serializer_id
        """,
        cancellationToken,
        Text(snapshot.PersistenceId),
        Number(snapshot.SequenceNumber),
        Number(snapshot.CreatedAt),
        new NpgsqlParameter<byte[]> { TypedValue = snapshot.Payload },
        Text(snapshot.Manifest),
        new NpgsqlParameter<int> { TypedValue = snapshot.SerializerId });

    public override Task DeleteSnapshotsAsync(string persistenceId, long to, CancellationToken cancellationToken) => ChangeAsync(
        "DELETE FROM snapshot WHERE persistence_id = $1 AND sequence_number <= $2",
        cancellationToken,
        Text(persistenceId),
        Number(to));

    public override Task DeleteAsync(string persistenceId, long to, CancellationToken cancellationToken) => ChangeAsync(
        """
        WITH newest AS (SELECT max(sequence_number) AS number FROM journal WHERE persistence_id = $1 AND sequence_number <= $2),
        marked AS (UPDATE journal SET deleted = true FROM newest WHERE persistence_id = $1 AND sequence_number = newest.number)
        DELETE FROM journal USING newest WHERE persistence_id = $1 AND sequence_number < newest.number
        """,
        cancellationToken,
        Text(persistenceId),
        Number(to));

    public override bool IsRefusal(Exception exception) => exception is PostgresException { SqlState: UniqueViolation or OutOfOrder };

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        await _source.DisposeAsync().ConfigureAwait(false);
    }

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value };

    private static NpgsqlParameter<long> Number(long value) => new() { TypedValue = value };

    private Task ChangeAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) => InTurnAsync(
        () => ReadAsync(sql, command => command.ExecuteNonQueryAsync(cancellationToken), cancellationToken, parameters),
        cancellationToken);

    private async Task<T> ReadAsync<T>(string sql, Func<NpgsqlCommand, Task<T>> read, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return await read(command).ConfigureAwait(false);
    }

    private static T[] Column<T>(IReadOnlyList<EventRow> rows, Func<EventRow, T> value)
    {
        var column = new T[rows.Count];
        for (var i = 0; i < column.Length; i++)
            column[i] = value(rows[i]);
        return column;
    }

    // The rows come out of the arrays in their order, and get their orderings in it.
    private async Task<NpgsqlCommand> PrepareInsertAsync(CancellationToken cancellationToken)
    {
        _writer = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        var insert = new NpgsqlCommand(
            """
            INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier)
            SELECT created, false, persistence_id, sequence_number, message, manifest, identifier
            FROM unnest($1, $2, $3, $4, $5, $6) AS rows (created, persistence_id, sequence_number, message, manifest, identifier)
            """,
            _writer);
        foreach (var type in (ReadOnlySpan<NpgsqlDbType>)[NpgsqlDbType.Bigint, NpgsqlDbType.Text, NpgsqlDbType.Bigint, NpgsqlDbType.Bytea, NpgsqlDbType.Text, NpgsqlDbType.Integer])
            insert.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | type });
        await insert.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return insert;
    }

    private async Task CloseAsync()
    {
        if (_insert is { } insert)
            await insert.DisposeAsync().ConfigureAwait(false);
        _insert = null;
        if (_writer is { } writer)
            await writer.DisposeAsync().ConfigureAwait(false);
        _writer = null;
    }
}
