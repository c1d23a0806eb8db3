using Dativo.Benchmarks.Cluster;
using Dativo.Benchmarks.Harness;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace Dativo.Benchmarks.Peers;

/// <summary>
/// One of several nodes of Quartz.NET, clustered on PostgreSQL. Jobs ask for recovery, so that what a dead node had under way is done again
/// by another when its check-in is overdue: by default after 7.5 s and as much again, tuned after a second of each.
/// </summary>
internal sealed class QuartzNode(QuartzHost quartz) : INode
{
    /// <summary>The kind of node.</summary>
    public const string Kind = "quartz";

    private const int Threads = 64;
    private static readonly TimeSpan TunedCheckin = TimeSpan.FromSeconds(1);

    /// <summary>Starts a node; the first stores the jobs.</summary>
    public static async Task<INode> StartAsync(NodeStand stand)
    {
        var quartz = await QuartzHost.StartAsync(
            new Arena { Database = Database.Postgres, Directory = stand.Directory, ConnectionString = stand.ConnectionString, Progress = static _ => { } },
            Threads,
            services => services.AddSingleton(stand.Say),
            stand.Tuned ? TunedCheckin : null);
        foreach (var (tenant, interval, anchor) in FailoverWork.Tenants)
        {
            var job = JobBuilder.Create<QuartzTimedWork>().WithIdentity(tenant).RequestRecovery().Build();
            if (await quartz.Scheduler.GetJobDetail(job.Key) is not null)
                break;
            await quartz.Scheduler.ScheduleJob(job, TriggerOf(tenant, TimeSpan.FromSeconds(interval), anchor));
        }

        return new QuartzNode(quartz);
    }

    /// <summary>Kills one node of three.</summary>
    public static Task<Sample> KillOneAsync(Arena arena, bool ofFirst, bool tuned) => Failover.RunAsync(arena, Kind, "", ofFirst, tuned);

    public Task AskForRunsAsync(int runs) => throw new NotSupportedException("This node is not asked for runs.");

    public ValueTask DisposeAsync() => quartz.DisposeAsync();

    private static ITrigger TriggerOf(string tenant, TimeSpan interval, DateTimeOffset anchor)
    {
        var since = TimeProvider.System.GetUtcNow() - anchor;
        return TriggerBuilder.Create()
            .WithIdentity(tenant)
            .StartAt(anchor + (interval * Math.Ceiling(since / interval)))
            .WithSimpleSchedule(schedule => schedule.WithInterval(interval).RepeatForever())
            .Build();
    }
}
