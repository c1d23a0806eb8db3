using System.Globalization;
using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Scenarios;
using Quartz;

namespace Dativo.Benchmarks.Peers;

/// <summary>Quartz.NET starts what is due: a job for each tenant, with a simple trigger that repeats.</summary>
internal static class QuartzDue
{
    public static async Task<Sample> RunAsync(Arena arena, DueWork work)
    {
        await using var quartz = await QuartzHost.StartAsync(arena);
        await quartz.AddJobsAsync<QuartzWork>(Enumerable.Range(0, DueWork.WarmupTenants).Select(DueWork.WarmupTenantOf));
        for (var run = 0; run < DueWork.Warmup; run++)
            await quartz.TriggerAsync(DueWork.WarmupTenantOf(run), run.ToString(CultureInfo.InvariantCulture));
        await quartz.UntilDoneAsync(DueWork.Warmup, arena);

        await quartz.Scheduler.ScheduleJobs(work.Schedules.ToDictionary(
            static schedule => QuartzHost.JobOf<QuartzWork>(schedule.Key),
            schedule => (IReadOnlyCollection<ITrigger>)[TriggerOf(schedule.Key, schedule.Value, work.Interval)]));
        work.CheckReady();
        var sample = await work.MeasureAsync(() => quartz.Log.Started.Select(static start => (start.Due, start.At)), arena);
        quartz.Log.Check();
        return sample;
    }

    private static ITrigger TriggerOf(string tenant, DateTimeOffset first, TimeSpan interval) => TriggerBuilder.Create()
        .WithIdentity(tenant)
        .StartAt(first)
        .WithSimpleSchedule(schedule => schedule.WithInterval(interval).RepeatForever())
        .Build();
}
