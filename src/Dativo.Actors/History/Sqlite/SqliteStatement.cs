using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dativo.Actors.History.Sqlite;

/// <summary>
/// A statement that changes rows, prepared once and run often, with numbered parameters ?1, ?2 and so on. It goes below the driver's
/// commands: these make a dozen objects for each row, which at ten thousand rows a second is most of what a row costs.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <summary>Prepares it.</summary>
    /// <exception cref="SqliteException">SQLite refuses.</exception>
    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    /// <summary>Runs it, in the connection's transaction if it has one; null stands for NULL.</summary>
    /// <param name="values">Texts, blobs, and integers of 32 or 64 bits.</param>
    /// <returns>The number of rows it changed.</returns>
    /// <exception cref="SqliteException">SQLite refuses.</exception>
    public int Execute(params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
            Check(Bind(i + 1, values[i]));
        var result = raw.sqlite3_step(_statement);
        var reset = raw.sqlite3_reset(_statement);
        if (result != raw.SQLITE_DONE)
            Check(reset == raw.SQLITE_OK ? result : reset);
        return raw.sqlite3_changes(_database);
    }

    /// <inheritdoc />
    public void Dispose() => _statement.Dispose();

    private int Bind(int index, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(_statement, index),
        string text => raw.sqlite3_bind_text(_statement, index, text),
        long number => raw.sqlite3_bind_int64(_statement, index, number),
        int number => raw.sqlite3_bind_int(_statement, index, number),

        // An empty span would be NULL.
        byte[] { Length: 0 } => raw.sqlite3_bind_zeroblob(_statement, index, 0),
        byte[] bytes => raw.sqlite3_bind_blob(_statement, index, bytes),
        _ => throw new ArgumentException($"A {value.GetType().Name} is no value of SQLite.", nameof(value)),
    };

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
