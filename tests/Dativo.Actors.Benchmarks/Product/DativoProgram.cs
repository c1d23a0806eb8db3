using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Dativo.Benchmarks.Harness;
using Dativo.Testing;

namespace Dativo.Benchmarks.Product;

/// <summary>The program <c>dativo</c>, each of its commands in a process of its own, as users start them.</summary>
internal sealed class DativoProgram : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestStop = TimeSpan.FromMinutes(1);
    private static readonly HttpClient Http = new();
    private readonly Process _process;
    private readonly Task _output;
    private readonly Task<string> _errors;

    private DativoProgram(Process process, DateTimeOffset startedAt, Uri address)
    {
        _process = process;
        StartedAt = startedAt;
        Address = address;
        _output = ReadAsync(process.StandardOutput);
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The built program, beside this one.</summary>
    public static string File { get; } = Path.Combine(AppContext.BaseDirectory, "dativo");

    /// <summary>The moment before its process was started.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>How long ago that was.</summary>
    public TimeSpan Age => TimeProvider.System.GetUtcNow() - StartedAt;

    /// <summary>Where its API is.</summary>
    public Uri Address { get; }

    /// <summary>The node's process.</summary>
    public int Pid => _process.Id;

    /// <summary>How many schedules it says it has loaded; null before it says so.</summary>
    public int? Loaded { get; private set; }

    /// <summary>Starts a node on a runner.yaml in its directory.</summary>
    /// <param name="runner">The runner.yaml; the node's current directory is the one it lies in.</param>
    /// <param name="data">The node's data directory.</param>
    public static DativoProgram StartNode(string runner, string data)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{FreePort.On()}");
        var start = new ProcessStartInfo(File, ["start", "orchestrated", "--runner-config", runner, "--data-dir", data, "--http", address, "--log-format", "json"])
        {
            WorkingDirectory = Path.GetDirectoryName(runner)!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var at = TimeProvider.System.GetUtcNow();
        return new DativoProgram(Process.Start(start)!, at, new Uri($"http://{address}"));
    }

    /// <summary>Runs a client command to its end.</summary>
    /// <returns>Its exit code, and how long its process took.</returns>
    public async Task<(int ExitCode, TimeSpan Took)> AskAsync(params string[] command)
    {
        var watch = Stopwatch.StartNew();
        using var client = Process.Start(new ProcessStartInfo(File, [.. command, "--server", Address.ToString()]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var printed = await Task.WhenAll(client.StandardOutput.ReadToEndAsync(), client.StandardError.ReadToEndAsync());
        await client.WaitForExitAsync();
        var took = watch.Elapsed;
        if (client.ExitCode == 0 && printed[0].Length == 0)
            throw new BenchmarkException($"dativo {string.Join(' ', command)} says nothing");
        return (client.ExitCode, took);
    }

    /// <summary>Waits until the node says that it is ready: it has its schedules, and its history.</summary>
    public async Task UntilReadyAsync()
    {
        while (!await IsReadyAsync())
        {
            if (_process.HasExited)
                throw new BenchmarkException($"the node ended with code {_process.ExitCode}: {await _errors}");
            await Task.Delay(Interval);
        }
    }

    /// <summary>Asks the API for a path.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        await using var stream = await Http.GetStreamAsync(new Uri(Address, path));
        return (await JsonDocument.ParseAsync(stream)).RootElement;
    }

    /// <summary>Stops the node as Ctrl-C would, and waits for its end.</summary>
    public async Task StopAsync()
    {
        using var signal = Process.Start("kill", ["-TERM", Pid.ToString(CultureInfo.InvariantCulture)]);
        using var limit = new CancellationTokenSource(LongestStop);
        await _process.WaitForExitAsync(limit.Token);
        await _output;
        if (_process.ExitCode != 0)
            throw new BenchmarkException($"the node was stopped and ended with code {_process.ExitCode}: {await _errors}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri(Address, "health/ready"));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task ReadAsync(StreamReader lines)
    {
        while (await lines.ReadLineAsync() is { } line)
        {
            if (!line.Contains("\"schedules_loaded\"", StringComparison.Ordinal))
                continue;
            using var document = JsonDocument.Parse(line);
            Loaded = document.RootElement.GetProperty("schedules").GetInt32();
        }
    }
}
