using System.Data.Common;
using DbUp;
using DbUp.Postgresql;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Dativo.Actors.History.PostgreSql;

/// <summary>The history in PostgreSQL, in the connection's default schema, beside the journal's tables.</summary>
internal sealed class PostgreSqlHistoryDatabase : HistoryDatabase
{
    // Any number that no other user of the database takes for its own advisory lock; this one spells "dativo h".
    private const long UpgradeLock = 0x64617469766f2068;

    private readonly ILogger _logger;
    private readonly string _name;

    public PostgreSqlHistoryDatabase(string connectionString, ILogger logger)
    {
        _logger = logger;
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        _name = $"database {builder.Database ?? builder.Username} on {builder.Host}:{builder.Port}";
        Source = NpgsqlDataSource.Create(builder);
    }

    internal override HistoryValues Values => PostgreSqlValues.Instance;

    internal NpgsqlDataSource Source { get; }

    public override async Task MigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            var scripts = HistorySchema.Scripts("postgresql");
            await using var connection = await Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            if (HistorySchema.IsCurrent(scripts, await ReadAppliedAsync(connection, cancellationToken).ConfigureAwait(false), _name))
                return;

            // Nodes that start together upgrade one after another; all but the first then find nothing to do.
            await ExecuteAsync(connection, $"SELECT pg_advisory_lock({UpgradeLock})", cancellationToken).ConfigureAwait(false);
            try
            {
                if (HistorySchema.IsCurrent(scripts, await ReadAppliedAsync(connection, cancellationToken).ConfigureAwait(false), _name))
                    return;
                var schema = (string?)await ExecuteAsync(connection, "SELECT current_schema()", cancellationToken).ConfigureAwait(false)
                    ?? throw new HistoryException($"The history cannot be created in {_name}: the user's search_path names no schema that exists.");
                var builder = DeployChanges.To
                    .PostgresqlDatabase(new PostgresqlConnectionManager(Source))
                    .JournalToPostgresqlTable(schema, HistorySchema.VersionTable);
                await Task.Run(() => HistorySchema.Upgrade(builder, scripts, _name, _logger), cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({UpgradeLock})", CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (NpgsqlException error)
        {
            throw new HistoryException($"The history in {_name} cannot be opened: {error.Message}", error);
        }
    }

    public override ValueTask DisposeAsync() => Source.DisposeAsync();

    internal override async Task<T> ReadAsync<T>(Func<DbConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var connection = await Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return await read(connection, cancellationToken).ConfigureAwait(false);
    }

    internal override HistoryWriter CreateWriter() => new PostgreSqlHistoryWriter(Source);

    private static Task<IReadOnlyList<string>> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        HistorySchema.ReadAppliedAsync(
            connection,
            $"SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = '{HistorySchema.VersionTable}'",
            cancellationToken);

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }
}
