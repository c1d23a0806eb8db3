using Dativo.Cli.Cluster;
using Npgsql;

namespace Dativo.Cli.Tests.Cluster;

/// <summary>A PostgreSQL of one's own.</summary>
public sealed class PrivatePostgresTests
{
    [SkippableFact]
    public async Task Its_data_and_password_are_there_again_and_only_its_owner_reads_them()
    {
        LocalClusterTests.Require();
        using var folder = LocalClusterTests.OpenFolder();
        var options = new PrivatePostgresOptions { Directory = folder.PathOf("postgres"), Settings = ["max_connections=20"] };
        string first;
        await using (var server = await PrivatePostgres.StartAsync(options))
        {
            first = server.ConnectionString;
            Assert.Equal("20", await AskAsync(first, "SHOW max_connections"));
            Assert.Equal("on", await AskAsync(first, "SHOW fsync"));
            await AskAsync(first, "CREATE TABLE kept AS SELECT 'yes' AS word");
            var other = await server.EnsureDatabaseAsync("other");
            Assert.Equal(other, await server.EnsureDatabaseAsync("other"));
            Assert.Equal("other", await AskAsync(other, "SELECT current_database()"));
            var wrong = new NpgsqlConnectionStringBuilder(first) { Password = "wrong" }.ConnectionString;
            await Assert.ThrowsAsync<PostgresException>(() => AskAsync(wrong, "SELECT 1"));
        }

        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.PathOf("postgres/password")));
        await using (var server = await PrivatePostgres.StartAsync(options))
        {
            Assert.Equal(new NpgsqlConnectionStringBuilder(first).Password, new NpgsqlConnectionStringBuilder(server.ConnectionString).Password);
            Assert.Equal("yes", await AskAsync(server.ConnectionString, "SELECT word FROM kept"));
        }

        var refusal = await Assert.ThrowsAsync<PrivatePostgresException>(() => PrivatePostgres.StartAsync(options with { Password = "another" }));
        Assert.Contains("belongs to another user or password", refusal.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_setting_that_it_does_not_know_is_told_in_its_own_words()
    {
        LocalClusterTests.Require();
        using var folder = LocalClusterTests.OpenFolder();
        var options = new PrivatePostgresOptions { Directory = folder.PathOf("postgres"), Settings = ["no_such_setting=1"] };
        var refusal = await Assert.ThrowsAsync<PrivatePostgresException>(() => PrivatePostgres.StartAsync(options));
        Assert.Contains("no_such_setting", refusal.Message, StringComparison.Ordinal);
        var shell = await Assert.ThrowsAsync<PrivatePostgresException>(() => PrivatePostgres.StartAsync(options with { Settings = ["a=1;reboot"] }));
        Assert.Contains("is no setting of PostgreSQL", shell.Message, StringComparison.Ordinal);
    }

    private static async Task<string?> AskAsync(string database, string statement)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        return (await command.ExecuteScalarAsync())?.ToString();
    }
}
