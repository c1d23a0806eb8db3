using System.Globalization;
using Dativo.Benchmarks.Cluster;
using Quartz;

namespace Dativo.Benchmarks.Peers;

/// <summary>A tenant's job of <see cref="FailoverWork"/>, one at a time, that says when it began and was over.</summary>
[DisallowConcurrentExecution]
internal sealed class QuartzTimedWork(Action<NodeLine> say) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var tenant = context.JobDetail.Key.Name;
        var due = DueOf(context);
        var key = string.Create(CultureInfo.InvariantCulture, $"{tenant} {due.UtcTicks}");
        say(new NodeLine { Start = new StartLine(tenant, key, due, TimeProvider.System.GetUtcNow()) });
        await Task.Delay(FailoverWork.DurationOf(tenant), cancellationToken);
        say(new NodeLine { Over = key });
    }

    // What is done again is a run of its own, which says which instant it stands for. The database keeps milliseconds.
    private static DateTimeOffset DueOf(IJobExecutionContext context)
    {
        var due = context.MergedJobDataMap.TryGetString(SchedulerConstants.FailedJobOriginalTriggerScheduledFireTime, out var original)
            ? DateTimeOffset.Parse(original!, CultureInfo.InvariantCulture)
            : context.ScheduledFireTimeUtc!.Value;
        return DateTimeOffset.FromUnixTimeMilliseconds(due.ToUnixTimeMilliseconds());
    }
}
