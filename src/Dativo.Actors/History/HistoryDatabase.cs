using System.Data.Common;
using Dativo.Actors.History.PostgreSql;
using Dativo.Actors.History.Sqlite;
using Microsoft.Extensions.Logging;

namespace Dativo.Actors.History;

/// <summary>The database of the history. What differs between the kinds of databases is in its two subclasses and their writers.</summary>
public abstract class HistoryDatabase : IAsyncDisposable
{
    private protected HistoryDatabase()
    {
    }

    /// <summary>The database that the options name; nothing is opened yet.</summary>
    /// <exception cref="HistoryException">The options are wrong.</exception>
    public static HistoryDatabase Create(HistoryOptions options, ILogger logger)
    {
        var errors = options.Validate();
        if (errors.Count > 0)
            throw new HistoryException($"The options of the history are wrong: {string.Join("; ", errors)}.");
        return options.Provider switch
        {
            HistoryProvider.Sqlite => new SqliteHistoryDatabase(options.ConnectionString, logger),
            _ => new PostgreSqlHistoryDatabase(options.ConnectionString, logger),
        };
    }

    /// <summary>
    /// Creates the tables or brings them up to date; does next to nothing when they are. Safe to call from several nodes at once.
    /// </summary>
    /// <exception cref="HistoryException">The database is newer than this program, cannot be reached, or refuses the change.</exception>
    public abstract Task MigrateAsync(CancellationToken cancellationToken);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();

    /// <summary>How values are stored.</summary>
    internal abstract HistoryValues Values { get; }

    /// <summary>Runs a query on a read-only connection, never on the caller's thread where the database is embedded.</summary>
    internal abstract Task<T> ReadAsync<T>(Func<DbConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>A writer of its own connection, for one projection.</summary>
    internal abstract HistoryWriter CreateWriter();
}
