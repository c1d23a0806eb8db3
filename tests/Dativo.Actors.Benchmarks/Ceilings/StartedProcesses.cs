using System.Diagnostics;
using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Scenarios;

namespace Dativo.Benchmarks.Ceilings;

/// <summary>The processes alone, as .NET programs start them: <see cref="Process"/> with the output redirected and read, and nothing stored.</summary>
internal static class StartedProcesses
{
    public static async Task<Sample> RunAsync(Arena arena)
    {
        var runs = arena.Scaled(Processes.Runs);
        var done = 0;
        var cpu = arena.MeasureCpu();
        var watch = Stopwatch.StartNew();
        using var reporting = new Timer(_ => arena.Report("ended", Volatile.Read(ref done), runs), null, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        await Parallel.ForAsync(0, runs, new ParallelOptions { MaxDegreeOfParallelism = Processes.AtOnce }, async (_, cancellationToken) =>
        {
            using var process = Process.Start(new ProcessStartInfo(Processes.Program) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
                throw new BenchmarkException($"{Processes.Program} ended with exit code {process.ExitCode}");
            Interlocked.Increment(ref done);
        });
        return RunNow.Measured(runs, watch.Elapsed, cpu);
    }
}
