using Dativo.Actors.Hosting.Persistence;
using Microsoft.Data.Sqlite;

namespace Dativo.Benchmarks.Ceilings;

/// <summary>
/// The product's table in SQLite, written as fast as one thread can: one prepared statement, a write-ahead log that is synced at each commit, as the
/// product's is, and the one index that keeps an event from being stored twice.
/// </summary>
internal sealed class SqliteRowStore : IRowStore
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;

    public SqliteRowStore(string directory)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory, "rows.db"), Pooling = false }.ToString());
        _insert = _connection.CreateCommand();
        _insert.CommandText =
            """
            INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
            VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6, ?7)
            """;
        for (var i = 1; i <= 7; i++)
            _insert.Parameters.Add(new SqliteParameter { ParameterName = $"?{i}" });
    }

    public async Task CreateAsync()
    {
        SqliteJournalTables.Create(_connection.ConnectionString);
        await _connection.OpenAsync();
        await using var command = _connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous = FULL";
        await command.ExecuteNonQueryAsync();
    }

    public Task WriteAsync(ReadOnlyMemory<JournalRow> rows)
    {
        using var transaction = _connection.BeginTransaction();
        _insert.Transaction = transaction;
        var now = TimeProvider.System.GetUtcNow().UtcTicks;
        foreach (var row in rows.Span)
        {
            _insert.Parameters[0].Value = now;
            _insert.Parameters[1].Value = row.PersistenceId;
            _insert.Parameters[2].Value = row.SequenceNumber;
            _insert.Parameters[3].Value = row.Message;
            _insert.Parameters[4].Value = row.Manifest;
            _insert.Parameters[5].Value = JournalRow.Identifier;
            _insert.Parameters[6].Value = JournalRow.Writer;
            _insert.ExecuteNonQuery();
        }

        transaction.Commit();
        return Task.CompletedTask;
    }

    public async Task<long> CountAsync()
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM journal";
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await _insert.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
