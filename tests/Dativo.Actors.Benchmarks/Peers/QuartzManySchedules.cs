using System.Diagnostics;
using System.Globalization;
using Dativo.Benchmarks.Cluster;
using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace Dativo.Benchmarks.Peers;

/// <summary>
/// Quartz.NET with as many triggers, a job for each tenant, which keeps them in its database: stored in batches of a tenant's, then a process
/// that starts with them stored and does nothing but what is due. What is due is code in that process, not a process of its own.
/// </summary>
internal sealed class QuartzManySchedules(QuartzHost quartz) : INode
{
    /// <summary>The kind of node.</summary>
    public const string Kind = "quartz-many-schedules";

    private const string First = "first";

    public static async Task<Sample> RunAsync(Arena arena)
    {
        var count = arena.Scaled(ManySchedules.Schedules);
        var sample = await StoreAsync(arena, count);
        var first = new TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously);
        arena.Progress("starting again");
        await ManySchedules.UntilDueAsync(TimeSpan.Zero);
        var from = TimeProvider.System.GetUtcNow();
        await using var node = await NodeProcess.StartAsync(Kind, 1, arena, "", tuned: false, (_, line) =>
        {
            if (line.Start is { } start)
                first.TrySetResult(start.At);
        });
        sample = sample
            .With("start_s", (TimeProvider.System.GetUtcNow() - from).TotalSeconds)
            .With("start_cpu_s", ProcessTable.CpuOfTree(node.Pid).TotalSeconds)
            .With("first_job_s", (await first.Task - from).TotalSeconds);

        arena.Progress("doing nothing");
        await ManySchedules.UntilDueAsync(ManySchedules.Quiet / 2);
        var cpu = ProcessTable.CpuOfTree(node.Pid);
        var watch = Stopwatch.StartNew();
        await Task.Delay(ManySchedules.Idle);
        return sample
            .With("idle_percent", 100 * (ProcessTable.CpuOfTree(node.Pid) - cpu) / watch.Elapsed)
            .With("memory_mb", ProcessTable.PrivateBytes(node.Pid) / 1e6);
    }

    /// <summary>Starts with what is stored.</summary>
    public static async Task<INode> StartAsync(NodeStand stand) => new QuartzManySchedules(await QuartzHost.StartAsync(
        new Arena { Database = Database.Sqlite, Directory = Path.GetDirectoryName(stand.Directory)!, Progress = static _ => { } },
        services: services => services.AddSingleton(stand.Say)));

    public Task AskForRunsAsync(int runs) => throw new NotSupportedException("This node is not asked for runs.");

    public ValueTask DisposeAsync() => quartz.DisposeAsync();

    private static async Task<Sample> StoreAsync(Arena arena, int count)
    {
        var watch = Stopwatch.StartNew();
        var cpu = Environment.CpuUsage.TotalTime;
        await using var host = await QuartzHost.StartAsync(arena, services: static services => services.AddSingleton<Action<NodeLine>>(static _ => { }));
        await host.Scheduler.ScheduleJob(QuartzHost.JobOf<QuartzSayingWork>(First), TriggerBuilder.Create()
            .WithIdentity(First)
            .StartAt(DateTimeOffset.UnixEpoch + (ManySchedules.Period * Math.Ceiling((TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch) / ManySchedules.Period)))
            .WithSimpleSchedule(static schedule => schedule.WithInterval(ManySchedules.Period).RepeatForever())
            .Build());
        var month = ManySchedules.FarMonth;
        for (var from = 0; from < count; from += ManySchedules.SchedulesOfTenant)
        {
            arena.Report("triggers stored", from, count);
            var job = QuartzHost.JobOf<QuartzSayingWork>(string.Create(CultureInfo.InvariantCulture, $"tenant_{from / ManySchedules.SchedulesOfTenant:00000}"));
            var triggers = Enumerable.Range(from, Math.Min(ManySchedules.SchedulesOfTenant, count - from)).Select(i => TriggerOf(i, month)).ToArray();
            await host.Scheduler.ScheduleJobs(new Dictionary<IJobDetail, IReadOnlyCollection<ITrigger>> { [job] = triggers });
        }

        var stored = (await host.Scheduler.QueryTriggers(new TriggerQuery { Take = 0, IncludeTotalCount = true })).TotalCount;
        if (stored != count + 1)
            throw new BenchmarkException($"{stored} triggers are stored, not {count + 1}");
        return Sample.Empty.With("load_s", watch.Elapsed.TotalSeconds).With("load_cpu_s", (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
    }

    private static ITrigger TriggerOf(int i, int month) => TriggerBuilder.Create()
        .WithIdentity(string.Create(CultureInfo.InvariantCulture, $"load_{i:000000}"))
        .WithCronSchedule(
            string.Create(CultureInfo.InvariantCulture, $"0 {i % 60} {i / 60 % 24} 1 {month} ?"),
            schedule => schedule.InTimeZone(i % 5 == 0 ? TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin") : TimeZoneInfo.Utc))
        .Build();
}
