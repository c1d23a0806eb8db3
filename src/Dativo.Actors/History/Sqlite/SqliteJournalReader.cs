using Microsoft.Data.Sqlite;

namespace Dativo.Actors.History.Sqlite;

/// <summary>
/// Reads a journal in SQLite. SQLite has one writer at a time, so events become visible in the order of their orderings, and what
/// is missing between two will stay missing.
/// </summary>
internal sealed class SqliteJournalReader : JournalReader
{
    private const int CannotOpen = 14;

    private readonly string _connectionString;
    private readonly string _file;
    private SqliteConnection? _connection;
    private SqliteCommand? _page;

    public SqliteJournalReader(string connectionString, Akka.Serialization.Serialization serialization)
        : base(serialization)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString) { Mode = SqliteOpenMode.ReadOnly };
        _connectionString = builder.ConnectionString;
        _file = builder.DataSource;
    }

    public override Task<JournalPage> ReadAsync(long after, int limit, CancellationToken cancellationToken) => Run(
        connection =>
        {
            _page ??= CreatePageCommand(connection);
            _page.Parameters[0].Value = after;
            _page.Parameters[1].Value = limit;
            var events = new List<HistoryEnvelope>();
            var end = after;
            var rows = 0;
            using var reader = _page.ExecuteReader();
            while (reader.Read())
            {
                if (Take(reader, events) is { } problem)
                    return new JournalPage { Events = events, End = end, Problem = problem };
                end = reader.GetInt64(0);
                rows++;
            }

            return new JournalPage { Events = events, End = end, More = rows == limit };
        },
        new JournalPage { Events = [], End = after },
        cancellationToken);

    public override Task<long> ReadHeadAsync(CancellationToken cancellationToken) => Run(
        connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT max(ordering) FROM journal";
            return command.ExecuteScalar() is long head ? head : 0;
        },
        0,
        cancellationToken);

    public override ValueTask DisposeAsync()
    {
        _page?.Dispose();
        _page = null;
        if (_connection is { } connection)
        {
            connection.Dispose();
            SqliteConnection.ClearPool(connection);
            _connection = null;
        }

        return ValueTask.CompletedTask;
    }

    private static SqliteCommand CreatePageCommand(SqliteConnection connection)
    {
        var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT ordering, persistence_id, sequence_number, identifier, manifest, message
            FROM journal WHERE ordering > ?1 ORDER BY ordering LIMIT ?2
            """;
        command.Parameters.Add(new SqliteParameter { ParameterName = "?1" });
        command.Parameters.Add(new SqliteParameter { ParameterName = "?2" });
        return command;
    }

    // SQLite works on the calling thread, which may be an actor's.
    private Task<T> Run<T>(Func<SqliteConnection, T> work, T empty, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            try
            {
                if (_connection is null)
                {
                    if (!File.Exists(_file))
                        return empty;
                    _connection = new SqliteConnection(_connectionString);
                    await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
                }

                return work(_connection);
            }
            catch (SqliteException error) when (error.SqliteErrorCode == CannotOpen || IsMissingTable(error))
            {
                // The journal is created by its first use, which may be after the history's.
                await DisposeAsync().ConfigureAwait(false);
                return empty;
            }
            catch
            {
                await DisposeAsync().ConfigureAwait(false);
                throw;
            }
        },
        cancellationToken);

    private static bool IsMissingTable(SqliteException error) => error.Message.Contains("no such table: journal", StringComparison.Ordinal);
}
