using System.Diagnostics;
using Dativo.Actors.Hosting;
using Dativo.Actors.Workers;
using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Scenarios;

namespace Dativo.Benchmarks.Product;

/// <summary>The product runs many runs that are asked for at once.</summary>
internal static class DativoRunNow
{
    private const int Requesters = 64;

    /// <summary>They do nothing.</summary>
    public static Task<Sample> RunAsync(Arena arena) => RunAsync(arena, arena.Scaled(RunNow.Runs), new NoWork(), "[\"true\"]");

    /// <summary>They do what <paramref name="executor"/> does; null: they are processes of <paramref name="command"/>.</summary>
    public static async Task<Sample> RunAsync(Arena arena, int runs, IAttemptExecutor? executor, string command)
    {
        var tenants = Enumerable.Range(0, RunNow.Tenants).Select(RunNow.TenantOf);
        var definition = ProductFiles.Write(arena.Directory, tenants.Select(static tenant => ($"{tenant}_daily", tenant, $"cron: \"{ProductFiles.Never}\"")), command);
        await using var node = await ProductNode.StartAsync(arena, definition, executor);

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
        if (executor is null)
            await node.Stored.CheckProcessesAsync(runs);
        return measured;
    }
}
