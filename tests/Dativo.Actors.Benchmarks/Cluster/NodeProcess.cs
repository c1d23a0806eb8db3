using System.Diagnostics;
using System.Globalization;
using Dativo.Benchmarks.Harness;

namespace Dativo.Benchmarks.Cluster;

/// <summary>A node in a process of its own.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;
    private int _ended;

    private NodeProcess(int number, Process process, Action<NodeProcess, NodeLine> hear)
    {
        Number = number;
        _process = process;
        _reading = ReadAsync(hear);
    }

    /// <summary>Its number, from 1.</summary>
    public int Number { get; }

    /// <summary>Its process.</summary>
    public int Pid => _process.Id;

    /// <summary>How many runs it has seen end.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <summary>Starts one, and waits until it does its work.</summary>
    /// <param name="kind">One of <see cref="NodeKinds"/>.</param>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="arena">Where it stores.</param>
    /// <param name="definition">The path of the runner.yaml; empty for nodes that have none.</param>
    /// <param name="tuned">Whether it is set up for a quick failover.</param>
    /// <param name="hear">Hears what it says, on any thread.</param>
    public static async Task<NodeProcess> StartAsync(string kind, int number, Arena arena, string definition, bool tuned, Action<NodeProcess, NodeLine> hear)
    {
        var directory = Path.Combine(arena.Directory, string.Create(CultureInfo.InvariantCulture, $"node-{number}"));
        Directory.CreateDirectory(directory);
        List<string> arguments = ["node", kind, "--directory", directory, "--definition", definition];
        if (tuned)
            arguments.Add("--tuned");
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment[ContestantCommand.ConnectionVariable] = arena.ConnectionString;
        RuntimeMemory.GiveTo(start);
        var node = new NodeProcess(number, Process.Start(start)!, hear);
        try
        {
            await node._ready.Task.WaitAsync(Patience);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks it for runs.</summary>
    public async Task AskForRunsAsync(int runs)
    {
        await _process.StandardInput.WriteLineAsync(runs.ToString(CultureInfo.InvariantCulture));
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Kills it at once, as kill -9 does.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.StandardInput.Close();
        if (await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(Patience)) is { } && !_process.HasExited)
            Kill();
        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync(Action<NodeProcess, NodeLine> hear)
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } text)
        {
            if (JsonLine.Parse<NodeLine>(text) is not { } line)
                continue;
            if (line.Ready)
                _ready.TrySetResult();
            if (line.Ended is { } ended)
                Volatile.Write(ref _ended, ended);
            hear(this, line);
        }

        _ready.TrySetException(new BenchmarkException($"node {Number} ended before it did its work"));
    }
}
