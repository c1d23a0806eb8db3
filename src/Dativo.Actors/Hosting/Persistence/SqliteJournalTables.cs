using Microsoft.Data.Sqlite;

namespace Dativo.Actors.Hosting.Persistence;

/// <summary>
/// The tables of a journal in SQLite, as Akka.Persistence.Sql makes them, without the indexes that nothing here asks for: each
/// would cost every event.
/// </summary>
internal static class SqliteJournalTables
{
    private const string Script =
        """
        PRAGMA journal_mode = WAL;

        CREATE TABLE IF NOT EXISTS journal (
            ordering        INTEGER       NOT NULL PRIMARY KEY AUTOINCREMENT,
            created         INTEGER       NOT NULL,
            deleted         Bit           NOT NULL,
            persistence_id  NVarChar(255) NOT NULL,
            sequence_number INTEGER       NOT NULL,
            message         VarBinary     NOT NULL,
            manifest        NVarChar(500),
            identifier      INTEGER,
            writer_uuid     NVarChar(128)
        );
        CREATE UNIQUE INDEX IF NOT EXISTS journal_uq ON journal (persistence_id, sequence_number);
        DROP INDEX IF EXISTS journal_created_idx;
        DROP INDEX IF EXISTS journal_sequence_number_idx;

        CREATE TABLE IF NOT EXISTS tags (
            ordering_id    INTEGER       NOT NULL,
            tag            NVarChar(64)  NOT NULL,
            sequence_nr    INTEGER       NOT NULL,
            persistence_id NVarChar(255) NOT NULL,
            PRIMARY KEY (ordering_id, tag)
        );

        CREATE TABLE IF NOT EXISTS snapshot (
            persistence_id  NVarChar(255) NOT NULL,
            sequence_number INTEGER       NOT NULL,
            created         INTEGER       NOT NULL,
            snapshot        VarBinary,
            manifest        NVarChar(500),
            serializer_id   INTEGER,
            PRIMARY KEY (persistence_id, sequence_number)
        );
        DROP INDEX IF EXISTS snapshot_sequence_number_idx;
        DROP INDEX IF EXISTS snapshot_created_idx;
        """;

    /// <summary>
    /// Makes them where they are missing. The write-ahead log is the file's mode and stays; with it a commit is one write instead of two and
    /// readers do not wait for writers.
    /// </summary>
    public static void Create(string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = Script;
        command.ExecuteNonQuery();
    }
}
