using Akka.Actor;
using Akka.Hosting;
using Dativo.Actors.Hosting;
using Dativo.Actors.Membership;
using Dativo.Actors.Telemetry;
using Dativo.Actors.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Dativo.Actors.Management;

/// <summary>Adds what nodes answer each other and operators.</summary>
internal static class ManagementExtensions
{
    /// <summary>Adds <see cref="IClusterManagement"/>, and the logs of all nodes' attempts. Needs an <see cref="IMembership"/>.</summary>
    public static IServiceCollection AddDativoManagement(this IServiceCollection services)
    {
        services.TryAddSingleton<IRunLogSource, NoRunLogs>();
        services.TryAddSingleton<IRunLogs, ClusterRunLogs>();
        services.AddSingleton<ManagementLog>();
        services.AddSingleton<IClusterManagement, ClusterManagement>();
        return services;
    }

    /// <summary>Starts the actor with which this node answers others; needs the services of <see cref="AddDativoManagement"/>.</summary>
    public static AkkaConfigurationBuilder WithNodeActor(this AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder.WithActors((system, registry) =>
        {
            var services = new NodeServices
            {
                Reporter = new NodeReporter(registry, provider.GetRequiredService<IMembership>(), provider.GetRequiredService<NodeOptions>()),
                Logs = provider.GetRequiredService<IRunLogSource>(),
                Lifetime = provider.GetRequiredService<IHostApplicationLifetime>(),
                Log = provider.GetRequiredService<ManagementLog>(),
            };
            system.ActorOf(Props.Create(typeof(NodeActor), services), NodeActor.Name);
        });
}
