using System.Globalization;
using Dativo.Benchmarks.Cluster;
using Quartz;

namespace Dativo.Benchmarks.Peers;

/// <summary>A tenant's job, one at a time, that says when it began and does nothing else.</summary>
[DisallowConcurrentExecution]
internal sealed class QuartzSayingWork(Action<NodeLine> say) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var (tenant, due) = (context.JobDetail.Key.Name, context.ScheduledFireTimeUtc!.Value);
        say(new NodeLine { Start = new StartLine(tenant, string.Create(CultureInfo.InvariantCulture, $"{tenant} {due.UtcTicks}"), due, TimeProvider.System.GetUtcNow()) });
        return ValueTask.CompletedTask;
    }
}
