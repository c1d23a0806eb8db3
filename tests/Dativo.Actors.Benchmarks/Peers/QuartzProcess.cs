using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Scenarios;
using Quartz;

namespace Dativo.Benchmarks.Peers;

/// <summary>
/// A tenant's job that is a process: started as .NET programs do it, awaited without holding a thread, and failed by another exit code than 0.
/// Its output is read and not kept, and nothing ends it when the scheduler dies.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class QuartzProcess(WorkLog log) : IJob
{
    /// <summary>Many of them.</summary>
    public static Task<Sample> RunAsync(Arena arena)
    {
        var runs = arena.Scaled(Processes.Runs);
        return QuartzRunNow.RunAsync<QuartzProcess>(arena, warmup: runs, runs, Processes.AtOnce);
    }

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        context.MergedJobDataMap.TryGetString(QuartzWork.Run, out var run);
        using (log.Begin(context.JobDetail.Key.Name, run!))
            await StartedProcess.RunAsync(Processes.Program, cancellationToken);
    }
}
