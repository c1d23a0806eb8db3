using System.Diagnostics;

namespace Dativo.Benchmarks.Harness;

/// <summary>A process as .NET programs start it: with <see cref="Process"/>, its output redirected and read to its end.</summary>
internal static class StartedProcess
{
    /// <summary>Runs a program without arguments to its end.</summary>
    /// <exception cref="BenchmarkException">It did not end with exit code 0.</exception>
    public static async Task RunAsync(string program, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new BenchmarkException($"{program} ended with exit code {process.ExitCode}");
    }
}
