using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Scenarios;

namespace Dativo.Benchmarks.Ceilings;

/// <summary>The processes alone, as .NET programs start them, and nothing stored.</summary>
internal static class StartedProcesses
{
    public static Task<Sample> RunAsync(Arena arena) => BareProcesses.RunAsync(arena, (runs, ended) =>
        Parallel.ForAsync(0, runs, new ParallelOptions { MaxDegreeOfParallelism = Processes.AtOnce }, async (_, cancellationToken) =>
        {
            await StartedProcess.RunAsync(Processes.Program, cancellationToken);
            ended();
        }));
}
