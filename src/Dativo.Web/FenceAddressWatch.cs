using Dativo.Actors.Workers.Fence;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;

namespace Dativo.Web;

/// <summary>Tells the node where it listens: only once it does is it known which port a binding to port 0 became.</summary>
internal sealed class FenceAddressWatch(IServer server, FenceAddress address) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        address.Listens(server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
