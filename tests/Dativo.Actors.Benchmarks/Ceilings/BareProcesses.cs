using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Scenarios;

namespace Dativo.Benchmarks.Ceilings;

/// <summary>Measures processes that are started and awaited, and nothing else.</summary>
internal static class BareProcesses
{
    /// <summary>Runs them twice, and counts the second time.</summary>
    /// <param name="arena">Where.</param>
    /// <param name="run">Runs that many, and says when each has ended.</param>
    public static async Task<Sample> RunAsync(Arena arena, Func<int, Action, Task> run)
    {
        var runs = arena.Scaled(Processes.Runs);
        var ended = 0;
        using var reporting = arena.Follow("ended", () => Volatile.Read(ref ended), 2 * runs);
        var measured = await RunNow.MeasureAsync(arena, runs, () => run(runs, Count), () => run(runs, Count));
        return ended == 2 * runs ? measured : throw new BenchmarkException($"{ended:N0} processes ended, not {2 * runs:N0}");

        void Count() => Interlocked.Increment(ref ended);
    }
}
