using System.Diagnostics;
using Dativo.Actors.Workers.Processes;
using Dativo.Cli.Start;

namespace Dativo.Cli.Cluster;

/// <summary>A node as a child of this process; its life hangs on a pipe from here.</summary>
internal sealed class NodeProcess : IDisposable
{
    private readonly Process _process;
    private readonly TimeSpan _stopLimit;

    private NodeProcess(Process process, PlannedNode plan, ClusterOutput output)
    {
        _process = process;
        _stopLimit = plan.StopLimit;
        Exited = ExitAsync(
            PassAsync(process.StandardOutput, line => output.Pass(plan.Name, line, isError: false)),
            PassAsync(process.StandardError, line => output.Pass(plan.Name, line, isError: true)));
    }

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>The exit code, once it has ended, its guard too, and all it said is passed on.</summary>
    public Task<int> Exited { get; }

    /// <summary>Starts it.</summary>
    public static NodeProcess Start(PlannedNode plan, ClusterOutput output) =>
        new(Process.Start(StartInfo(plan, [Lifeline.Word, .. plan.Arguments]))!, plan, output);

    /// <summary>How this very program is started in the node's surroundings.</summary>
    public static ProcessStartInfo StartInfo(PlannedNode plan, IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo(OwnProgram.Command[0], [.. OwnProgram.Command[1..], .. arguments])
        {
            WorkingDirectory = plan.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in info.Environment.Keys.Where(plan.Hides).ToArray())
            info.Environment.Remove(name);
        foreach (var (name, value) in plan.Environment)
            info.Environment[name] = value;
        return info;
    }

    /// <summary>Asks it to stop and waits for its end; kills it when that takes too long, or when it is to end at once.</summary>
    /// <returns>Whether it ended by itself.</returns>
    public async Task<bool> StopAsync(TimeProvider time, CancellationToken atOnce)
    {
        _process.StandardInput.Close();
        try
        {
            await Exited.WaitAsync(_stopLimit, time, atOnce);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // Its guard ends its jobs.
            _process.Kill();
            await Exited;
            return false;
        }
    }

    public void Dispose() => _process.Dispose();

    private async Task<int> ExitAsync(params Task[] outputs)
    {
        await _process.WaitForExitAsync();
        await Task.WhenAll(outputs);
        return _process.ExitCode;
    }

    private static async Task PassAsync(StreamReader reader, Action<string> line)
    {
        while (await reader.ReadLineAsync() is { } text)
            line(text);
    }
}
