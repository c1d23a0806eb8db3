using System.Collections.Immutable;
using System.Diagnostics;
using Dativo.Actors.Workers.Processes;

namespace Dativo.Actors.TestNode;

/// <summary>A process host and something that keeps it busy. It says what happens in single lines on stdout.</summary>
internal static class Node
{
    internal static async Task<int> RunAsync(string directory, int silence, int parallel, ImmutableArray<string> command, bool again)
    {
        await using var host = await StartHostAsync(directory, silence);
        _ = host.GuardLost.ContinueWith(loss => Say($"lost {loss.Result.Fired} {loss.Result.Reason}"), TaskScheduler.Default);
        Say("ready");
        for (var i = 0; i < parallel; i++) _ = KeepAsync(host, directory, $"{i}", command, again);
        await Console.In.ReadToEndAsync();
        return 0;
    }

    internal static async Task<int> MeasureAsync(string directory, int silence, int parallel, int starts, ImmutableArray<string> command)
    {
        await using var host = await StartHostAsync(directory, silence);
        var spec = Spec(directory, "measure", command);
        await MeasureAsync(host, spec, parallel, Math.Min(starts, 500));
        var allocated = GC.GetTotalAllocatedBytes();
        var clock = Stopwatch.StartNew();
        await MeasureAsync(host, spec, parallel, starts);
        var seconds = clock.Elapsed.TotalSeconds;
        Say($"{starts / seconds:0} starts/s, {(GC.GetTotalAllocatedBytes() - allocated) / starts} bytes allocated per start, {Environment.CpuUsage.TotalTime.TotalSeconds:0.00} s of processor time in all");
        return 0;
    }

    private static async Task<IProcessHost> StartHostAsync(string directory, int silence)
    {
        var options = new ProcessHostOptions { DataDirectory = directory, Silence = TimeSpan.FromMilliseconds(silence) };
        var host = ProcessHost.Create(options, new LineLogger(Say));
        await host.StartAsync(CancellationToken.None);
        return host;
    }

    private static ProcessSpec Spec(string directory, string name, ImmutableArray<string> command) =>
        new() { Command = command, WorkingDirectory = directory, LogFile = Path.Combine(directory, $"{name}.log") };

    private static async Task KeepAsync(IProcessHost host, string directory, string name, ImmutableArray<string> command, bool again)
    {
        await Task.Yield();
        do
        {
            var process = host.Start(Spec(directory, name, command));
            if (!again) Say($"started {process.Pid}");
            var exit = await process.Exited;
            if (!again) Say($"exited {process.Pid} {exit.ExitCode} {exit.Signal}");
        }
        while (again && !host.GuardLost.IsCompleted);
    }

    private static Task MeasureAsync(IProcessHost host, ProcessSpec spec, int parallel, int starts)
    {
        var left = starts;
        return Task.WhenAll(Enumerable.Range(0, parallel).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0) await host.Start(spec).Exited;
        })));
    }

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
