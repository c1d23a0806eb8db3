using Dativo.Actors.History;
using Dativo.Actors.History.Sqlite;
using Dativo.Actors.Tenants;
using DbUp.Engine;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dativo.Actors.Tests.History;

public sealed class HistorySchemaTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private HistoryOptions Options => HistoryOptions.ForSqlite(_directory.Path, _directory.File("journal.db"));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Both_databases_have_the_same_scripts_for_the_history()
    {
        var names = HistorySchema.Scripts("sqlite").Select(s => s.Name).ToList();

        Assert.Equal("0001_create_history.sql", names[0]);
        Assert.Equal(names, HistorySchema.Scripts("postgresql").Select(s => s.Name).Where(name => name.Contains("history", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_older_database_is_upgraded_and_keeps_its_rows()
    {
        await using var database = new SqliteHistoryDatabase(Options.ConnectionString, NullLogger.Instance);
        await database.MigrateAsync(HistorySchema.Scripts("sqlite").Take(1).ToList(), default);
        await using var writer = database.CreateWriter();
        await writer.WriteAsync(RunProjection.Project(Events.Of("acme", Events.Queued(Events.Id(1), 1))), 0, 1, default);
        List<SqlScript> newer = [.. HistorySchema.Scripts("sqlite"), new("9999_add_note.sql", "ALTER TABLE history_runs ADD COLUMN note TEXT;")];

        await database.MigrateAsync(newer, default);

        Assert.Equal(RunStatus.Queued, (await new HistoryQueries(database).GetRunAsync(Events.Id(1), default))!.Run.Status);
        Assert.Contains("note=", (await HistoryTables.ReadAsync(database))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused_with_both_versions()
    {
        await using var database = new SqliteHistoryDatabase(Options.ConnectionString, NullLogger.Instance);
        List<SqlScript> newer = [.. HistorySchema.Scripts("sqlite"), new("9999_add_note.sql", "ALTER TABLE history_runs ADD COLUMN note TEXT;")];
        await database.MigrateAsync(newer, default);

        var error = await Assert.ThrowsAsync<HistoryException>(() => database.MigrateAsync(default));

        Assert.Contains("written by a newer version", error.Message, StringComparison.Ordinal);
        Assert.Contains("9999_add_note.sql", error.Message, StringComparison.Ordinal);
        Assert.Contains("0001_create_history.sql", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_fails_leaves_the_database_as_it_was()
    {
        await using var database = new SqliteHistoryDatabase(Options.ConnectionString, NullLogger.Instance);
        await database.MigrateAsync(default);
        List<SqlScript> broken = [.. HistorySchema.Scripts("sqlite"), new("9999_broken.sql", "ALTER TABLE history_runs ADD COLUMN note TEXT;\nALTER TABLE nowhere ADD COLUMN x TEXT;")];

        var error = await Assert.ThrowsAsync<HistoryException>(() => database.MigrateAsync(broken, default));
        Assert.Contains("9999_broken.sql", error.Message, StringComparison.Ordinal);

        await database.MigrateAsync(default);
        await using var writer = database.CreateWriter();
        await writer.WriteAsync(RunProjection.Project(Events.Of("acme", Events.Queued(Events.Id(1), 1))), 0, 1, default);
        Assert.DoesNotContain("note=", (await HistoryTables.ReadAsync(database))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_named()
    {
        await File.WriteAllTextAsync(_directory.File("history.db"), new string('x', 5000));
        await using var database = new SqliteHistoryDatabase(Options.ConnectionString, NullLogger.Instance);

        var error = await Assert.ThrowsAsync<HistoryException>(() => database.MigrateAsync(default));

        Assert.Contains(_directory.File("history.db"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_is_in_write_ahead_mode()
    {
        await using var database = HistoryDatabase.Create(Options, NullLogger.Instance);
        await database.MigrateAsync(default);

        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _directory.File("history.db"), Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode";
        Assert.Equal("wal", await command.ExecuteScalarAsync());
    }
}
