using System.Diagnostics;
using Dativo.Actors.Hosting;
using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Scenarios;

namespace Dativo.Benchmarks.Product;

/// <summary>The product runs many runs that do nothing.</summary>
internal static class DativoRunNow
{
    private const int Requesters = 64;

    public static async Task<Sample> RunAsync(Arena arena)
    {
        var runs = arena.Scaled(RunNow.Runs);
        var tenants = Enumerable.Range(0, RunNow.Tenants).Select(RunNow.TenantOf);
        var definition = ProductFiles.Write(arena.Directory, tenants.Select(static tenant => ($"{tenant}_daily", tenant, $"cron: \"{ProductFiles.Never}\"")));
        await using var node = await ProductNode.StartAsync(arena, definition, new NoWork());

        var cpu = arena.MeasureCpu();
        var watch = Stopwatch.StartNew();
        using var reporting = new Timer(_ => arena.Report("stored", node.Runs.Ended, runs), null, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        var all = node.Runs.AllAsync(runs);
        await Parallel.ForAsync(0, runs, new ParallelOptions { MaxDegreeOfParallelism = Requesters }, async (run, cancellationToken) =>
        {
            var answer = await node.Orchestrator.TriggerAsync($"{RunNow.TenantOf(run)}_daily", $"request-{run}", "benchmark", cancellationToken);
            if (answer is not TriggerResult.Accepted)
                throw new BenchmarkException($"run {run} was not accepted: {answer}");
        });
        await all;
        var took = watch.Elapsed;
        var measured = RunNow.Measured(runs, took, cpu);

        await node.Stored.UntilSucceededAsync(runs, arena);
        measured = measured.With("history_ms", (watch.Elapsed - took).TotalMilliseconds);
        await node.Stored.CheckAsync(runs);
        return measured;
    }
}
