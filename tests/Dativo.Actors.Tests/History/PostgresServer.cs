using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Dativo.Actors.Tests.History;

/// <summary>
/// A PostgreSQL server of the tests' own: a fresh data directory, loopback only, a free port, not run as root. Its life hangs on a
/// pipe from this process, so that it ends with the tests however they end.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly string? _bin = FindBinaries();
    private string? _directory;
    private Process? _process;
    private string? _admin;
    private int _databases;

    /// <summary>Whether there is a server.</summary>
    public bool IsInstalled => _bin is not null;

    /// <summary>Skips the test where PostgreSQL is not installed; fails it there with DATIVO_TEST_REQUIRE_ALL=1.</summary>
    public void SkipUnlessInstalled()
    {
        const string missing = "PostgreSQL's initdb and postgres are neither in the PATH nor under /usr/lib/postgresql";
        if (_bin is null && Environment.GetEnvironmentVariable("DATIVO_TEST_REQUIRE_ALL") == "1")
            Assert.Fail($"{missing}, and DATIVO_TEST_REQUIRE_ALL=1 asks for every test.");
        Skip.If(_bin is null, missing);
    }

    /// <summary>The connection string of a new, empty database.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        SkipUnlessInstalled();
        var name = $"history{Interlocked.Increment(ref _databases)}";
        await using var source = NpgsqlDataSource.Create(_admin!);
        await using var command = source.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(_admin) { Database = name }.ConnectionString;
    }

    public async Task InitializeAsync()
    {
        if (_bin is null)
            return;
        _directory = Directory.CreateTempSubdirectory("dativo-postgres-").FullName;
        var user = Environment.UserName == "root" ? "setpriv --reuid nobody --regid nogroup --clear-groups" : "";
        if (user.Length > 0 && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(_directory, (UnixFileMode)0b111_111_111);
        var port = FreePort();
        var script =
            $"""
            set -e
            {user} {_bin}/initdb -D {_directory}/data -U postgres -A trust --no-sync > {_directory}/initdb.log 2>&1
            {user} {_bin}/postgres -D {_directory}/data -h 127.0.0.1 -p {port} -c unix_socket_directories= -c max_connections=200 < /dev/null > {_directory}/postgres.log 2>&1 &
            server=$!
            cat > /dev/null
            kill -QUIT $server
            wait $server || true
            """;
        _process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardInput = true })!;
        _admin = $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Timeout=5";
        await WaitUntilUpAsync();
    }

    public async Task DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        if (_directory is not null)
            Directory.Delete(_directory, recursive: true);
    }

    private static string? FindBinaries()
    {
        if (OperatingSystem.IsWindows())
            return null;
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        var packaged = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(d => Path.Combine(d, "bin"))
            : [];
        return path.Concat(packaged).FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "postgres")));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task WaitUntilUpAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            try
            {
                await using var source = NpgsqlDataSource.Create(_admin!);
                await using var connection = await source.OpenConnectionAsync(limit.Token);
                return;
            }
            catch (NpgsqlException) when (!_process!.HasExited)
            {
                await Task.Delay(50, limit.Token);
            }
            catch (Exception error)
            {
                var logs = Directory.GetFiles(_directory!, "*.log").Select(File.ReadAllText);
                throw new InvalidOperationException($"PostgreSQL does not start: {string.Join("\n", logs)}", error);
            }
        }
    }
}

/// <summary>The tests that share the server.</summary>
[CollectionDefinition("PostgreSQL")]
public sealed class PostgresCollection : ICollectionFixture<PostgresServer>;
