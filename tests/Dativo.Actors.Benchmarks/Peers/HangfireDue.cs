using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Scenarios;
using Hangfire;

namespace Dativo.Benchmarks.Peers;

/// <summary>
/// Hangfire starts what is due: a delayed job for each occurrence, which costs it less than a recurring job and need not fall on a whole minute.
/// </summary>
internal static class HangfireDue
{
    public static async Task<Sample> RunAsync(Arena arena, DueWork work)
    {
        await using var hangfire = await HangfireHost.StartAsync(arena);
        for (var run = 0; run < DueWork.Warmup; run++)
        {
            var (tenant, name) = (DueWork.WarmupTenantOf(run), $"warm {run}");
            hangfire.Client.Enqueue<HangfireWork>(job => job.Run(tenant, name, default));
        }

        await hangfire.UntilSucceededAsync(DueWork.Warmup, arena);

        await Parallel.ForEachAsync(work.Schedules, new ParallelOptions { MaxDegreeOfParallelism = HangfireHost.Requesters }, (schedule, _) =>
        {
            var (tenant, due) = schedule;
            hangfire.Client.Schedule<HangfireWork>(job => job.Run(tenant, tenant, due), due);
            return ValueTask.CompletedTask;
        });
        work.CheckReady();
        var sample = await work.MeasureAsync(() => hangfire.Log.Started.Select(static start => (start.Due, start.At)), arena);
        await hangfire.UntilSucceededAsync(DueWork.Warmup + work.Count, arena);
        hangfire.Log.Check(DueWork.Warmup + work.Count);
        return sample;
    }
}
