using System.Collections.Concurrent;
using System.Globalization;
using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Peers;
using Dativo.Benchmarks.Scenarios;

namespace Dativo.Benchmarks.Product;

/// <summary>The product starts what is due: schedules by interval, with as many slots as its peers have threads.</summary>
internal static class DativoDue
{
    public static async Task<Sample> RunAsync(Arena arena, DueWork work)
    {
        var schedules = work.Schedules.Select(schedule => (schedule.Key, schedule.Key, string.Create(
            CultureInfo.InvariantCulture,
            $"interval_seconds: {work.Interval.TotalSeconds}\n        anchor: {schedule.Value:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}")));
        var others = Enumerable.Range(0, DueWork.WarmupTenants).Select(DueWork.WarmupTenantOf).Select(static tenant => (tenant, tenant, $"cron: \"{ProductFiles.Never}\""));
        var started = new ConcurrentQueue<NoWork.Start>();
        await using var node = await ProductNode.StartAsync(arena, ProductFiles.Write(arena.Directory, schedules.Concat(others)), new NoWork { Started = started }, QuartzHost.Threads);
        await node.RunAllAsync([.. Enumerable.Range(0, DueWork.Warmup).Select(DueWork.WarmupTenantOf)]);
        work.CheckReady();
        var sample = await work.MeasureAsync(() => started.Select(static start => (start.ScheduledFor, start.At)), arena);
        await node.Stored.CheckDueAsync(work.Count, work.From, work.Until, arena);
        return sample;
    }
}
