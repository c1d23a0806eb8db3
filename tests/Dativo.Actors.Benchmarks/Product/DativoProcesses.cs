using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Scenarios;

namespace Dativo.Benchmarks.Product;

/// <summary>The product runs many processes, as a node does it: with their output in logs, and a guard that ends them if the node dies.</summary>
internal static class DativoProcesses
{
    public static Task<Sample> RunAsync(Arena arena)
    {
        var runs = arena.Scaled(Processes.Runs);
        return DativoRunNow.RunAsync(arena, warmup: runs, runs, executor: null, $"[\"{Processes.Program}\"]");
    }
}
