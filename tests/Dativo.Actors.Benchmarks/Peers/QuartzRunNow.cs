using System.Diagnostics;
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
    public static Task<Sample> RunAsync(Arena arena) => RunAsync<QuartzWork>(arena, arena.Scaled(arena.Database == Database.Postgres ? RunNow.FewRuns : RunNow.Runs));

    /// <summary>They do what the job does.</summary>
    public static async Task<Sample> RunAsync<TJob>(Arena arena, int runs, int threads = QuartzHost.Threads) where TJob : IJob
    {
        await using var quartz = await QuartzHost.StartAsync(arena, threads);
        await quartz.AddJobsAsync<TJob>(Enumerable.Range(0, RunNow.Tenants).Select(RunNow.TenantOf));

        var cpu = arena.MeasureCpu();
        var watch = Stopwatch.StartNew();
        using var reporting = new Timer(_ => arena.Report("started", quartz.Log.Count, runs), null, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        await Parallel.ForAsync(0, runs, new ParallelOptions { MaxDegreeOfParallelism = QuartzHost.Requesters }, async (run, cancellationToken) =>
            await quartz.TriggerAsync(RunNow.TenantOf(run), run.ToString(CultureInfo.InvariantCulture), cancellationToken));
        await quartz.UntilDoneAsync(runs, arena);
        var measured = RunNow.Measured(runs, watch.Elapsed, cpu);
        quartz.Log.Check(runs);
        return measured;
    }
}
