using System.Globalization;
using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Scenarios;
using Quartz;

namespace Dativo.Benchmarks.Peers;

/// <summary>
/// Quartz.NET runs many runs that are asked for at once: each with <see cref="IScheduler.TriggerJob"/>, and it counts as ended when the
/// store has removed its trigger.
/// </summary>
internal static class QuartzRunNow
{
    /// <summary>They do nothing.</summary>
    public static Task<Sample> RunAsync(Arena arena)
    {
        var runs = arena.Scaled(arena.Database == Database.Postgres ? RunNow.FewRuns : RunNow.Runs);
        return RunAsync<QuartzWork>(arena, RunNow.WarmUpOf(runs), runs);
    }

    /// <summary>They do what the job does.</summary>
    /// <param name="arena">Where.</param>
    /// <param name="warmup">How many come first and do not count.</param>
    /// <param name="runs">How many count.</param>
    /// <param name="threads">How many jobs may run at once.</param>
    public static async Task<Sample> RunAsync<TJob>(Arena arena, int warmup, int runs, int threads = QuartzHost.Threads) where TJob : IJob
    {
        await using var quartz = await QuartzHost.StartAsync(arena, threads);
        await quartz.AddJobsAsync<TJob>(Enumerable.Range(0, RunNow.Tenants).Select(RunNow.TenantOf));
        using var reporting = arena.Follow("started", () => quartz.Log.Count, warmup + runs);
        var measured = await RunNow.MeasureAsync(arena, runs, () => DoAsync(quartz, 0, warmup, arena), () => DoAsync(quartz, warmup, warmup + runs, arena));
        quartz.Log.Check(warmup + runs);
        return measured;
    }

    private static async Task DoAsync(QuartzHost quartz, int from, int until, Arena arena)
    {
        await Parallel.ForAsync(from, until, new ParallelOptions { MaxDegreeOfParallelism = QuartzHost.Requesters }, async (run, cancellationToken) =>
            await quartz.TriggerAsync(RunNow.TenantOf(run), run.ToString(CultureInfo.InvariantCulture), cancellationToken));
        await quartz.UntilDoneAsync(until, arena);
    }
}
