using Dativo.Actors.Hosting;
using Dativo.Actors.Workers.Processes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dativo.Actors.Workers;

/// <summary>
/// Starts the guard of this node's jobs beside everything else that starts, and stops the node when there is no
/// guard: without one, jobs could outlive the node and run beside their own successors.
/// </summary>
internal sealed partial class ExecutorWatch(
    IProcessHost host,
    IAttemptExecutor executor,
    IHostApplicationLifetime lifetime,
    ILogger<ExecutorWatch> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await executor.StartAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
        catch (GuardException exception)
        {
            NoGuard(logger, exception.Message);
            Stop(NodeExitCodes.Failed);
            return;
        }

        var stopping = new TaskCompletionSource();
        await using var registration = stoppingToken.Register(stopping.SetResult);
        if (await Task.WhenAny(host.GuardLost, stopping.Task) == host.GuardLost)
        {
            var loss = await host.GuardLost;
            NoGuard(logger, loss.Reason);

            // It was frozen, starved or cut off, and is to be started again.
            Stop(loss.Fired ? NodeExitCodes.Removed : NodeExitCodes.Failed);
        }
    }

    private void Stop(int exitCode)
    {
        Environment.ExitCode = exitCode;
        lifetime.StopApplication();
    }

    [LoggerMessage(201, LogLevel.Critical, "This node stops, because its jobs have no guard: {Reason}", EventName = "guard_lost")]
    private static partial void NoGuard(ILogger logger, string reason);
}
