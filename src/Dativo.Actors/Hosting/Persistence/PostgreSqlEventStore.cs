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

    public override async Task<long> ReadHighestAsync(string persistenceId, long from, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand("SELECT max(sequence_number) FROM journal WHERE persistence_id = $1 AND sequence_number >= $2", connection)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = persistenceId }, new NpgsqlParameter<long> { TypedValue = from } },
        };
        await command.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as long? ?? 0;
    }

    public override async Task<ImmutableArray<EventRow>> ReadAsync(string persistenceId, long from, long to, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(
            """
            SELECT sequence_number, identifier, manifest, message, created FROM journal
            WHERE persistence_id = $1 AND sequence_number BETWEEN $2 AND $3 AND NOT deleted
            ORDER BY sequence_number LIMIT $4
            """,
            connection)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = persistenceId },
                new NpgsqlParameter<long> { TypedValue = from },
                new NpgsqlParameter<long> { TypedValue = to },
                new NpgsqlParameter<int> { TypedValue = limit },
            },
        };
        await command.PrepareAsync(cancellationToken).ConfigureAwait(false);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var rows = ImmutableArray.CreateBuilder<EventRow>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            rows.Add(new EventRow(persistenceId, reader.GetInt64(0), reader.GetInt32(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3), reader.GetInt64(4)));
        return rows.ToImmutable();
    }

    public override async Task<EventRow?> ReadSnapshotAsync(string persistenceId, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(
            """
            SELECT sequence_number, serializer_id, manifest, snapshot, created FROM snapshot
            WHERE persistence_id = $1 ORDER BY sequence_number DESC LIMIT 1
            """,
            connection)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = persistenceId } },
        };
        await command.PrepareAsync(cancellationToken).ConfigureAwait(false);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? new EventRow(persistenceId, reader.GetInt64(0), reader.GetInt32(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3), reader.GetInt64(4))
            : null;
    }

    public override bool IsRefusal(Exception exception) => exception is PostgresException { SqlState: UniqueViolation or OutOfOrder };

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        await _source.DisposeAsync().ConfigureAwait(false);
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
