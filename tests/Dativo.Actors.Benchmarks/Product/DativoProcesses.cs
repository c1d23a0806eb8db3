using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Scenarios;

namespace Dativo.Benchmarks.Product;

/// <summary>The product runs many processes, as a node does it: with their output in logs, and a guard that ends them if the node dies.</summary>
internal static class DativoProcesses
{
    public static Task<Sample> RunAsync(Arena arena) => DativoRunNow.RunAsync(arena, arena.Scaled(Processes.Runs), executor: null, $"[\"{Processes.Program}\"]");
}
