using Akka.Actor;
using Microsoft.Extensions.Hosting;

namespace Dativo.Actors.Workers;

/// <summary>
/// Drains the worker when its node stops: before the HTTP listener stops, because jobs that are given time to end ask there
/// whether they may commit; and in any case before the node leaves the cluster. Whichever comes first does it for both.
/// </summary>
internal sealed class WorkerDrain : IHostedLifecycleService
{
    private Lazy<Task>? _drain;

    /// <summary>How to drain; known once the worker is there.</summary>
    public void By(Func<Task> drain) => Volatile.Write(ref _drain, new Lazy<Task>(drain));

    /// <summary>Drains, once; done at once when there is no worker.</summary>
    public Task RunAsync() => Volatile.Read(ref _drain)?.Value ?? Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync().ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            // The actor system, which stops next, meets the same and says so.
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
