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
        using var reporting = arena.Follow("started", () => hangfire.Log.Count, warmup + runs);
        var measured = await RunNow.MeasureAsync(arena, runs, () => DoAsync(hangfire, 0, warmup, arena), () => DoAsync(hangfire, warmup, warmup + runs, arena));
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
