using System.Data.Common;
using DbUp;
using DbUp.Engine;
using DbUp.Sqlite.Helpers;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Dativo.Actors.History.Sqlite;

/// <summary>The history in a SQLite file of its own.</summary>
internal sealed class SqliteHistoryDatabase : HistoryDatabase
{
    private readonly ILogger _logger;
    private readonly string _file;
    private readonly string _readString;
    private readonly string _writeString;

    public SqliteHistoryDatabase(string connectionString, ILogger logger)
    {
        _logger = logger;
        var builder = new SqliteConnectionStringBuilder(connectionString) { Pooling = true };
        _file = builder.DataSource;
        builder.Mode = SqliteOpenMode.ReadWriteCreate;
        _writeString = builder.ConnectionString;
        builder.Mode = SqliteOpenMode.ReadOnly;
        _readString = builder.ConnectionString;
    }

    internal override HistoryValues Values => SqliteValues.Instance;

    public override Task MigrateAsync(CancellationToken cancellationToken) => MigrateAsync(HistorySchema.Scripts("sqlite"), cancellationToken);

    public override ValueTask DisposeAsync()
    {
        // Pooled connections would keep the files open.
        using var read = new SqliteConnection(_readString);
        SqliteConnection.ClearPool(read);
        using var write = new SqliteConnection(_writeString);
        SqliteConnection.ClearPool(write);
        return ValueTask.CompletedTask;
    }

    internal override Task<T> ReadAsync<T>(Func<DbConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            await using var connection = new SqliteConnection(_readString);
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return await read(connection, cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    internal override HistoryWriter CreateWriter() => new SqliteHistoryWriter(this);

    internal async Task<SqliteConnection> OpenWriteAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_writeString);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        // What the history says it holds, tenants delete from the journal: it has to survive a power cut too.
        await ExecuteAsync(connection, SqliteWriting.Settings, cancellationToken).ConfigureAwait(false);
        return connection;
    }

    /// <summary>Applies those of the scripts that the database lacks.</summary>
    internal Task MigrateAsync(IReadOnlyList<SqlScript> scripts, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            try
            {
                await using var connection = await OpenWriteAsync(cancellationToken).ConfigureAwait(false);
                await ExecuteAsync(connection, "PRAGMA journal_mode = WAL", cancellationToken).ConfigureAwait(false);
                var applied = await HistorySchema.ReadAppliedAsync(
                    connection,
                    $"SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '{HistorySchema.VersionTable}'",
                    cancellationToken).ConfigureAwait(false);
                if (HistorySchema.IsCurrent(scripts, applied, _file))
                    return;
                using var shared = new SharedConnection(connection);
                var builder = DeployChanges.To.SqliteDatabase(shared).JournalToSqliteTable(HistorySchema.VersionTable);
                builder.Configure(c => c.ConnectionManager = new SqliteScriptConnection(shared));
                HistorySchema.Upgrade(builder, scripts, _file, _logger);
            }
            catch (SqliteException error)
            {
                throw new HistoryException($"The history in {_file} cannot be opened: {error.Message}", error);
            }
        },
        cancellationToken);

    private static async Task ExecuteAsync(SqliteConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
