using Quartz;

namespace Dativo.Benchmarks.Peers;

/// <summary>
/// A tenant's job that does nothing. Of a job of this kind Quartz.NET runs one at a time, however many triggers it has; so each tenant has one.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class QuartzWork(WorkLog log) : IJob
{
    /// <summary>The name of a run that was asked for, among its data. A run that was due has the name of its trigger and its instant.</summary>
    public const string Run = "run";

    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var tenant = context.JobDetail.Key.Name;
        if (context.MergedJobDataMap.TryGetString(Run, out var run))
        {
            using (log.Begin(tenant, run!))
                return ValueTask.CompletedTask;
        }

        var due = context.ScheduledFireTimeUtc!.Value;
        using (log.Begin(tenant, $"{context.Trigger.Key.Name} {due.UtcTicks}", due))
            return ValueTask.CompletedTask;
    }
}
