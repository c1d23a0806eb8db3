using Dativo.Testing;
using Npgsql;

namespace Dativo.Benchmarks.Harness;

/// <summary>The PostgreSQL server of a measurement: started from the installed programs, with its defaults and fsync on.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private readonly PostgresProcess _process;

    private PostgresServer(PostgresProcess process, int pid, string version)
    {
        _process = process;
        Pid = pid;
        Version = version;
    }

    /// <summary>Its first process.</summary>
    public int Pid { get; }

    /// <summary>Its version.</summary>
    public string Version { get; }

    /// <summary>Starts it.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        var process = await PostgresProcess.StartAsync(new PostgresSetup { Port = FreePort.On(), Durable = true });
        await using var source = NpgsqlDataSource.Create(process.ConnectionString);
        await using var version = source.CreateCommand("SHOW server_version");
        return new PostgresServer(process, process.Pid, (string)(await version.ExecuteScalarAsync())!);
    }

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellationToken)
    {
        await ExecuteAsync($"CREATE DATABASE {name}", cancellationToken);
        return new NpgsqlConnectionStringBuilder(_process.ConnectionString) { Database = name }.ConnectionString;
    }

    /// <summary>Removes a database and ends the sessions in it.</summary>
    public Task DropDatabaseAsync(string name) => ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)", CancellationToken.None);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_process.ConnectionString) { Pooling = false }.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
