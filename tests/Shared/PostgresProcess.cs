using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Dativo.Testing;

/// <summary>
/// A PostgreSQL server of the tests' own: a fresh data directory, not run as root, to be stopped, crashed and started again.
/// Its life hangs on a pipe from this process, so that it ends, and its directory with it, however the tests end.
/// </summary>
public sealed partial class PostgresProcess : IAsyncDisposable
{
    private const int SigHup = 1;
    private const int SigTerm = 15;
    private const string ReadyLine = "ready";
    private const string Rule = "host all all all";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private readonly PostgresSetup _setup;
    private readonly string _directory;
    private readonly Process _keeper;
    private int _server;

    private PostgresProcess(PostgresSetup setup, string directory, Process keeper)
    {
        _setup = setup;
        _directory = directory;
        _keeper = keeper;
    }

    /// <summary>The connection string of its own database.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"Host={_setup.Host};Port={_setup.Port};Username=postgres;Database=postgres");

    /// <summary>The first of its processes; 0 before it was started.</summary>
    public int Pid => _server;

    /// <summary>Creates and starts a server, and waits until it takes connections.</summary>
    /// <exception cref="InvalidOperationException">It is not installed, or does not start; the message has its log.</exception>
    public static async Task<PostgresProcess> StartAsync(PostgresSetup setup)
    {
        var bin = PostgresBinaries.Directory ?? throw new InvalidOperationException($"{PostgresBinaries.Missing}.");
        var directory = Directory.CreateTempSubdirectory("dativo-postgres-").FullName;
        var user = Environment.UserName == "root" ? "setpriv --reuid nobody --regid nogroup --clear-groups" : "";
        if (user.Length > 0 && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(directory, (UnixFileMode)0b111_111_111);
        var settings = string.Concat(setup.Settings.Select(setting => $" -c {setting}"));

        // A session of its own: a Ctrl-C is for the tests, and ends the server through the pipe.
        var script =
            $"""
            {user} {bin}/initdb -D {directory}/data -U postgres -A trust{(setup.Durable ? "" : " --no-sync")} > {directory}/initdb.log 2>&1 < /dev/null
            echo "{Rule} trust" > {directory}/data/pg_hba.conf
            server=
            while read -r verb; do
              case $verb in
                start)
                  {string.Join(' ', setup.Within)} {user} {bin}/postgres -D {directory}/data -h {setup.Host} -p {setup.Port} -c unix_socket_directories={settings} < /dev/null >> {directory}/postgres.log 2>&1 &
                  server=$! ;;
                *)
                  kill -$verb $server
                  wait $server ;;
              esac
              echo $server
            done
            [ -z "$server" ] || kill -QUIT $server
            wait
            rm -rf {directory}
            """;
        var keeper = Process.Start(new ProcessStartInfo("setsid", ["/bin/sh", "-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var server = new PostgresProcess(setup, directory, keeper);
        try
        {
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again after a stop or a crash.</summary>
    public async Task StartAsync()
    {
        _server = int.Parse(await TellAsync("start"), CultureInfo.InvariantCulture);
        using var limit = new CancellationTokenSource(Limit);
        while (!IsReady())
        {
            if (_keeper.HasExited || limit.IsCancellationRequested || !Directory.Exists($"/proc/{_server}"))
                throw new InvalidOperationException($"PostgreSQL does not start: {string.Join('\n', Directory.GetFiles(_directory, "*.log").Select(File.ReadAllText))}");
            await Task.Delay(50);
        }
    }

    /// <summary>Stops it in an orderly way: it ends its sessions first.</summary>
    public Task StopAsync() => TellAsync("INT");

    /// <summary>Stops it at once, as a crash would; the next start repairs what was under way.</summary>
    public Task CrashAsync() => TellAsync("QUIT");

    /// <summary>Lets it take no new sessions, and ends those that it has.</summary>
    public async Task RefuseAsync()
    {
        await WriteRulesAsync("reject");
        foreach (var session in Sessions())
            _ = Kill(session, SigTerm);
    }

    /// <summary>Lets it take sessions again.</summary>
    public Task AcceptAsync() => WriteRulesAsync("trust");

    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
    }

    private async Task<string> TellAsync(string verb)
    {
        await _keeper.StandardInput.WriteLineAsync(verb);
        await _keeper.StandardInput.FlushAsync();
        return await _keeper.StandardOutput.ReadLineAsync().WaitAsync(Limit)
            ?? throw new InvalidOperationException("What keeps PostgreSQL has ended.");
    }

    // What pg_ctl looks at: the last line of the file says whether the process in its first line takes connections.
    private bool IsReady()
    {
        try
        {
            var lines = File.ReadAllLines(Path.Combine(_directory, "data", "postmaster.pid"));
            return lines.Length >= 8 && lines[0] == _server.ToString(CultureInfo.InvariantCulture) && lines[7].Trim() == ReadyLine;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task WriteRulesAsync(string method)
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "data", "pg_hba.conf"), $"{Rule} {method}\n");
        _ = Kill(_server, SigHup);
    }

    // A session's process has its client's address and port in its title; those that serve the server itself have none.
    private ImmutableArray<int> Sessions() =>
    [
        .. File.ReadAllText($"/proc/{_server}/task/{_server}/children")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pid => int.Parse(pid, CultureInfo.InvariantCulture))
            .Where(pid => ClientAddress().IsMatch(TitleOf(pid))),
    ];

    private static string TitleOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    [GeneratedRegex(@"\(\d+\)")]
    private static partial Regex ClientAddress();

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int pid, int signal);
}
