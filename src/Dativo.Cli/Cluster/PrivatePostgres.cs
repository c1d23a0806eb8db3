using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Npgsql;

namespace Dativo.Cli.Cluster;

/// <summary>
/// A PostgreSQL server of one's own, from the installed programs: on loopback, with a password, its data in a directory that a later one
/// uses again, never as root. Its life hangs on a pipe from this process, so that it ends with it, however that ends.
/// </summary>
public sealed partial class PrivatePostgres : IAsyncDisposable
{
    // A word on the pipe stops the server at once. When the pipe ends without it this process is dead: then those who use the database
    // get a moment to come to their ends. Signals of the terminal or of a careless kill are not for the server.
    private const string Script =
        """
        trap '' INT HUP TERM
        dir=$1; bin=$2; address=$3; port=$4; user=$5; account=$6; settings=$7; shift 7
        umask 077
        if [ ! -d "$dir/data" ]; then
          rm -rf "$dir/data.new"
          mkdir "$dir/data.new" || exit 1
          if [ -n "$account" ]; then chown "$account" "$dir/data.new" "$dir/password" || exit 1; fi
          "$@" "$bin/initdb" -D "$dir/data.new" -U "$user" -A scram-sha-256 --pwfile="$dir/password" -E UTF8 --locale=C >"$dir/log" 2>&1 </dev/null || exit 1
          mv "$dir/data.new" "$dir/data" || exit 1
        fi
        "$@" "$bin/postgres" -D "$dir/data" -h "$address" -p "$port" -c unix_socket_directories= -c max_connections=300 $settings >"$dir/log" 2>&1 </dev/null &
        server=$!
        exec 3<&0
        (
          if ! read -r word <&3; then
            kill -TERM $server 2>/dev/null
            i=0
            while [ -f "$dir/data/postmaster.pid" ] && [ $i -lt 150 ]; do sleep 0.2; i=$((i+1)); done
          fi
          kill -INT $server 2>/dev/null
        ) &
        reader=$!
        wait $server
        kill -KILL $reader 2>/dev/null
        """;

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private readonly Process _process;
    private readonly string _directory;
    private readonly NpgsqlConnectionStringBuilder _connection;

    private PrivatePostgres(Process process, PrivatePostgresOptions options, int port, string password)
    {
        _process = process;
        _directory = options.Directory;
        _connection = new NpgsqlConnectionStringBuilder
        {
            Host = options.Address,
            Port = port,
            Username = options.User,
            Password = password,
            Database = options.Database,
        };
    }

    /// <summary>Whether there are programs to start one with.</summary>
    public static bool IsInstalled => PostgresPrograms.FindDirectory() is not null;

    /// <summary>How to reach its database. A secret.</summary>
    public string ConnectionString => _connection.ConnectionString;

    /// <summary>The port it listens on.</summary>
    public int Port => _connection.Port;

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <exception cref="PrivatePostgresException">It does not start.</exception>
    public static async Task<PrivatePostgres> StartAsync(PrivatePostgresOptions options, CancellationToken cancellationToken = default)
    {
        var programs = PostgresPrograms.FindDirectory()
            ?? throw new PrivatePostgresException("PostgreSQL is needed, and its programs initdb and postgres are neither in the PATH nor under /usr/lib/postgresql. Install it (Debian: apt install postgresql), or give a server's connection string with --database.");
        var (account, prefix) = AsWhom(options.Directory);
        PrepareDirectory(options.Directory);
        var password = Password(options);
        var port = options.Port == 0 ? LoopbackPorts.Free(IPAddress.Parse(options.Address), []) ?? throw new PrivatePostgresException($"No port is free at {options.Address}.") : options.Port;

        string[] command = ["/bin/sh", "-c", Script, "dativo-postgres", options.Directory, programs, options.Address, port.ToString(CultureInfo.InvariantCulture), options.User, account, Settings(options), .. prefix];
        if (PostgresPrograms.Find("setsid") is { } setsid)
            command = [setsid, .. command]; // Ctrl-C in the terminal is not for the server.
        var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, WorkingDirectory = options.Directory })!;
        var server = new PrivatePostgres(process, options, port, password);
        try
        {
            await server.WaitUntilUpAsync(cancellationToken);
            await server.EnsureDatabaseAsync(options.Database, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes an empty database if it is missing.</summary>
    /// <returns>Its connection string. A secret.</returns>
    public async Task<string> EnsureDatabaseAsync(string name, CancellationToken cancellationToken = default)
    {
        await using var source = NpgsqlDataSource.Create(Administration);
        await using var look = source.CreateCommand("SELECT 1 FROM pg_database WHERE datname = $1");
        look.Parameters.Add(new NpgsqlParameter { Value = name });
        if (await look.ExecuteScalarAsync(cancellationToken) is null)
        {
            await using var make = source.CreateCommand($"CREATE DATABASE \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
            await make.ExecuteNonQueryAsync(cancellationToken);
        }

        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name }.ConnectionString;
    }

    /// <summary>Stops the server and waits for its end; its data stays.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _process.StandardInput.WriteLineAsync("stop");
            _process.StandardInput.Close();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // It has ended already, or it is told a second time.
            return;
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private string Administration => new NpgsqlConnectionStringBuilder(ConnectionString) { Database = "postgres", Pooling = false, Timeout = 5 }.ConnectionString;

    private static (string Account, string[] Prefix) AsWhom(string directory)
    {
        if (!Environment.IsPrivilegedProcess)
            return ("", []);
        if (PostgresPrograms.FindAccount() is not { } account || PostgresPrograms.Find("setpriv") is not { } setpriv)
            throw new PrivatePostgresException("PostgreSQL does not run as root, and there is no other user (postgres or nobody) or no setpriv to start it with. Start this as another user, or give a server's connection string with --database.");
        for (var parent = Path.GetDirectoryName(directory); parent is not null; parent = Path.GetDirectoryName(parent))
        {
            if (Directory.Exists(parent) && !OperatingSystem.IsWindows() && !File.GetUnixFileMode(parent).HasFlag(UnixFileMode.OtherExecute))
                throw new PrivatePostgresException($"PostgreSQL does not run as root, and its user {account.Name} may not enter {parent}, in which its data would be. Choose another directory with --data-dir, or give a server's connection string with --database.");
        }

        return ($"{account.UserId}:{account.GroupId}", [setpriv, "--reuid", account.UserId, "--regid", account.GroupId, "--clear-groups"]);
    }

    // A shell takes them apart at blanks: whatever else could mean something to it is not let in.
    private static string Settings(PrivatePostgresOptions options)
    {
        foreach (var setting in options.Settings.Where(static setting => !Setting().IsMatch(setting)))
            throw new PrivatePostgresException($"'{setting}' is no setting of PostgreSQL that can be given here (expected NAME=VALUE, of letters, digits, '_', '.', '-' and '%').");
        return string.Join(' ', options.Settings.Select(static setting => $"-c {setting}"));
    }

    [GeneratedRegex(@"^[A-Za-z_.]+=[A-Za-z0-9_.%-]+$")]
    private static partial Regex Setting();

    private static void PrepareDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode ofOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        try
        {
            // The directory stays root's, and the server's user gets through it to the data, which alone is its own.
            Directory.CreateDirectory(directory);
            File.SetUnixFileMode(directory, Environment.IsPrivilegedProcess ? ofOwner | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : ofOwner);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PrivatePostgresException($"The directory of PostgreSQL's data cannot be used: {exception.Message} Choose another with --data-dir.");
        }
    }

    private static string Password(PrivatePostgresOptions options)
    {
        var file = Path.Combine(options.Directory, "password");
        if (options.Password is null && File.Exists(file))
            return File.ReadAllText(file);

        // The file is for initdb, and for the next start.
        var password = options.Password ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        File.Delete(file);
        var access = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            access.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(file, access);
        writer.Write(password);
        return password;
    }

    private async Task WaitUntilUpAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(Administration);
                await connection.OpenAsync(limit.Token);
                return;
            }
            catch (PostgresException refusal) when (refusal.SqlState is "28P01" or "28000")
            {
                throw new PrivatePostgresException($"PostgreSQL's data in {_directory} belongs to another user or password ({refusal.MessageText}). Give the ones it was made with, or take the directory away.");
            }
            catch (NpgsqlException) when (!_process.HasExited)
            {
                // Not up yet.
            }
            catch (Exception error) when (error is NpgsqlException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                throw new PrivatePostgresException($"PostgreSQL does not start: {LastWords()}");
            }

            await Task.Delay(50, CancellationToken.None);
        }
    }

    private string LastWords()
    {
        var log = Path.Combine(_directory, "log");
        var last = File.Exists(log) ? File.ReadLines(log).LastOrDefault(static line => line.Length > 0) : null;
        return last is null ? $"it says nothing in {log}" : $"{last.Trim()} ({log} says more)";
    }
}
