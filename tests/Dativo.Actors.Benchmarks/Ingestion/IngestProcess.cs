using System.Diagnostics;
using System.Globalization;
using Dativo.Benchmarks.Harness;

namespace Dativo.Benchmarks.Ingestion;

/// <summary>Runs a process that ingests, and measures it from its start to its end.</summary>
internal static class IngestProcess
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(25);

    /// <summary>Runs it.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="arena">Says what the CPU time is, and how far the work is.</param>
    /// <param name="rows">How many rows it reads.</param>
    /// <param name="bytes">How large the file is that it reads.</param>
    /// <exception cref="BenchmarkException">It failed.</exception>
    public static async Task<Sample> MeasureAsync(string program, IEnumerable<string> arguments, Arena arena, long rows, long bytes)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = arena.Directory, RedirectStandardOutput = true, RedirectStandardError = true };
        var cpu = arena.MeasureCpu();
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        using var reporting = new Timer(_ => arena.Progress(string.Create(CultureInfo.InvariantCulture, $"ingesting for {watch.Elapsed.TotalSeconds:0} s")), null, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        var end = process.WaitForExitAsync();
        var peak = 0L;
        while (await Task.WhenAny(end, Task.Delay(BetweenLooks)) != end)
            peak = Math.Max(peak, PeakBytes(process.Id));

        var took = watch.Elapsed;
        await output;
        if (process.ExitCode != 0)
            throw new BenchmarkException($"it ended with {process.ExitCode}: {await errors}");
        return Sample.Empty
            .With("rows_per_second", rows / took.TotalSeconds)
            .With("seconds", took.TotalSeconds)
            .With("mb_per_second", bytes / 1e6 / took.TotalSeconds)
            .With("cpu_seconds", cpu.Total.TotalSeconds)
            .With("peak_memory_mb", peak / 1e6);
    }

    // The kernel keeps the most that it ever was, so that only what the last moment added can be missed.
    private static long PeakBytes(int pid)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It has just ended.
            return 0;
        }
    }
}
