using Dativo.Benchmarks.Cluster;
using Hangfire;
using Hangfire.Server;

namespace Dativo.Benchmarks.Peers;

/// <summary>A long run of <see cref="FailoverWork"/>, that says when it began and was over, and again and again asks for the next.</summary>
internal sealed class HangfireTimedWork(Action<NodeLine> say, IBackgroundJobClient client)
{
    /// <summary>Runs.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="context">Hangfire's own.</param>
    /// <param name="cancellationToken">Hangfire's own.</param>
    public async Task Run(string tenant, PerformContext? context, CancellationToken cancellationToken)
    {
        var key = context!.BackgroundJob.Id;
        say(new NodeLine { Start = new StartLine(tenant, key, default, TimeProvider.System.GetUtcNow()) });
        await Task.Delay(FailoverWork.LongDuration, cancellationToken);
        say(new NodeLine { Over = key });
        client.Enqueue<HangfireTimedWork>(work => work.Run(tenant, null, default));
    }
}
