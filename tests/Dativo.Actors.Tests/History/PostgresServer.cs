using Dativo.Testing;
using Npgsql;

namespace Dativo.Actors.Tests.History;

/// <summary>The PostgreSQL server that tests share, with a database of its own for each that asks.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private PostgresProcess? _process;
    private int _databases;

    /// <summary>Whether there is a server.</summary>
    public bool IsInstalled => PostgresBinaries.Directory is not null;

    /// <summary>Skips the test where PostgreSQL is not installed; fails it there with DATIVO_TEST_REQUIRE_ALL=1.</summary>
    public void SkipUnlessInstalled()
    {
        if (!IsInstalled && Environment.GetEnvironmentVariable("DATIVO_TEST_REQUIRE_ALL") == "1")
            Assert.Fail($"{PostgresBinaries.Missing}, and DATIVO_TEST_REQUIRE_ALL=1 asks for every test.");
        Skip.If(!IsInstalled, PostgresBinaries.Missing);
    }

    /// <summary>The connection string of a new, empty database.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        SkipUnlessInstalled();
        var name = $"history{Interlocked.Increment(ref _databases)}";
        var server = new NpgsqlConnectionStringBuilder(_process!.ConnectionString) { Timeout = 60 };
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = source.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync();
        server.Database = name;
        return server.ConnectionString;
    }

    public async Task InitializeAsync()
    {
        if (IsInstalled)
            _process = await PostgresProcess.StartAsync(new PostgresSetup { Port = FreePort.On() });
    }

    public async Task DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_process is not null)
            await _process.DisposeAsync();
    }
}

/// <summary>The tests that share the server.</summary>
[CollectionDefinition("PostgreSQL")]
public sealed class PostgresCollection : ICollectionFixture<PostgresServer>;
