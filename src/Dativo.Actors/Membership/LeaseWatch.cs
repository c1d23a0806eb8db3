using Dativo.Actors.Hosting;
using Dativo.Actors.Telemetry;
using Dativo.Actors.Workers.Processes;
using Microsoft.Extensions.Hosting;

namespace Dativo.Actors.Membership;

/// <summary>
/// Ends the node when it was removed from the cluster: its jobs first, then its lease, then the process. And gives the lease
/// back at the very end of an orderly stop. Starts before all else and so stops after it.
/// </summary>
internal sealed class LeaseWatch(
    ClusterMembership membership,
    LeaseHolder lease,
    IProcessHost? processes,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    MembershipLog log) : IHostedService
{
    // There is nothing left to do in order: what is not stored by now the journal refuses.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(3);
    private ITimer? _exit;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = LeaveWhenLostAsync();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await EndJobsAsync();
        await membership.ReleaseAsync();
    }

    private async Task LeaveWhenLostAsync()
    {
        var loss = await lease.Lost;
        Environment.ExitCode = NodeExitCodes.Removed;
        log.Removed(loss.Reason);
        await EndJobsAsync();
        if (loss.IsEvicted)
            await membership.ReleaseAsync();
        _exit = time.CreateTimer(_ => Environment.Exit(NodeExitCodes.Removed), null, StopPatience, Timeout.InfiniteTimeSpan);
        lifetime.StopApplication();
    }

    private async Task EndJobsAsync()
    {
        if (processes is not null)
            await processes.DisposeAsync();
    }
}
