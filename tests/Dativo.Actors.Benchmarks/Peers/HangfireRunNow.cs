using System.Diagnostics;
using System.Globalization;
using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Scenarios;
using Hangfire;

namespace Dativo.Benchmarks.Peers;

/// <summary>Hangfire runs many runs that do nothing: each is enqueued, and counts as ended when it is stored as succeeded.</summary>
internal static class HangfireRunNow
{
    public static async Task<Sample> RunAsync(Arena arena)
    {
        var runs = arena.Scaled(RunNow.FewRuns);
        var warmup = RunNow.WarmUpOf(runs);
        await using var hangfire = await HangfireHost.StartAsync(arena);
        using var reporting = new Timer(_ => arena.Report("started", hangfire.Log.Count, warmup + runs), null, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        await DoAsync(hangfire, 0, warmup, arena);

        var cpu = arena.MeasureCpu();
        var watch = Stopwatch.StartNew();
        await DoAsync(hangfire, warmup, warmup + runs, arena);
        var measured = RunNow.Measured(runs, watch.Elapsed, cpu);
        hangfire.Log.Check(warmup + runs);
        return measured;
    }

    private static async Task DoAsync(HangfireHost hangfire, int from, int until, Arena arena)
    {
        await Parallel.ForAsync(from, until, new ParallelOptions { MaxDegreeOfParallelism = HangfireHost.Requesters }, (run, _) =>
        {
            var (tenant, name) = (RunNow.TenantOf(run), run.ToString(CultureInfo.InvariantCulture));
            hangfire.Client.Enqueue<HangfireWork>(work => work.Run(tenant, name, default));
            return ValueTask.CompletedTask;
        });
        await hangfire.UntilSucceededAsync(until, arena);
    }
}
