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
        await using var hangfire = await HangfireHost.StartAsync(arena);

        var cpu = arena.MeasureCpu();
        var watch = Stopwatch.StartNew();
        using var reporting = new Timer(_ => arena.Report("started", hangfire.Log.Count, runs), null, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        await Parallel.ForAsync(0, runs, new ParallelOptions { MaxDegreeOfParallelism = HangfireHost.Requesters }, (run, _) =>
        {
            var (tenant, name) = (RunNow.TenantOf(run), run.ToString(CultureInfo.InvariantCulture));
            hangfire.Client.Enqueue<HangfireWork>(work => work.Run(tenant, name, default));
            return ValueTask.CompletedTask;
        });
        await hangfire.UntilSucceededAsync(runs, arena);
        var measured = RunNow.Measured(runs, watch.Elapsed, cpu);
        hangfire.Log.Check(runs);
        return measured;
    }
}
