using Dativo.Actors.History;
using Npgsql;
using NpgsqlTypes;

namespace Dativo.Benchmarks.Ceilings;

/// <summary>The product's table in PostgreSQL, written as fast as one connection can: with COPY, and with the one index that keeps an event from being stored twice.</summary>
internal sealed class PostgresRowStore(string connectionString) : IRowStore
{
    private readonly NpgsqlConnection _connection = new(connectionString);

    public async Task CreateAsync()
    {
        await _connection.OpenAsync();

        // Without what the product adds to it later: what refuses events costs something for each.
        var table = HistorySchema.Scripts("postgresql").Single(static script => script.Name == "0002_create_journal.sql");
        await using var create = new NpgsqlCommand(table.Contents, _connection);
        await create.ExecuteNonQueryAsync();
    }

    public async Task WriteAsync(ReadOnlyMemory<JournalRow> rows)
    {
        var now = TimeProvider.System.GetUtcNow().UtcTicks;
        await using var import = await _connection.BeginBinaryImportAsync(
            "COPY journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid) FROM STDIN (FORMAT binary)");
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows.Span[i];
            await import.StartRowAsync();
            await import.WriteAsync(now, NpgsqlDbType.Bigint);
            await import.WriteAsync(false, NpgsqlDbType.Boolean);
            await import.WriteAsync(row.PersistenceId, NpgsqlDbType.Text);
            await import.WriteAsync(row.SequenceNumber, NpgsqlDbType.Bigint);
            await import.WriteAsync(row.Message, NpgsqlDbType.Bytea);
            await import.WriteAsync(row.Manifest, NpgsqlDbType.Text);
            await import.WriteAsync(JournalRow.Identifier, NpgsqlDbType.Integer);
            await import.WriteAsync(JournalRow.Writer, NpgsqlDbType.Text);
        }

        await import.CompleteAsync();
    }

    public async Task<long> CountAsync()
    {
        await using var command = new NpgsqlCommand("SELECT count(*) FROM journal", _connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
