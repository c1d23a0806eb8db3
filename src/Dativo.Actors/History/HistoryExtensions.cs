using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.DependencyInjection;
using Akka.Hosting;
using Microsoft.Extensions.Logging;

namespace Dativo.Actors.History;

/// <summary>Adds the projection to an actor system.</summary>
public static class HistoryExtensions
{
    /// <summary>
    /// Runs the projection once in the cluster, on a node of the role where one is given. Needs the services of
    /// <see cref="HistoryServiceExtensions.AddDativoHistory"/>. The registry holds its proxy under <see cref="HistoryProjection"/>,
    /// which answers <see cref="GetProjectionStatus"/> and <see cref="CatchUp"/> from every node.
    /// </summary>
    public static AkkaConfigurationBuilder WithHistoryProjection(this AkkaConfigurationBuilder builder, string? role = null) =>
        builder.WithSingleton<HistoryProjection>(
            "history-projection",
            (_, _, resolver) => CreateProps(resolver),
            new ClusterSingletonOptions { Role = role });

    private static Props CreateProps(IDependencyResolver resolver) => ProjectionActor.Props(
        resolver.GetService<HistoryDatabase>(),
        resolver.GetService<HistoryOptions>(),
        resolver.GetService<TimeProvider>(),
        resolver.GetService<ILogger<ProjectionActor>>());
}

/// <summary>The projection's key in the actor registry.</summary>
public sealed class HistoryProjection
{
    private HistoryProjection()
    {
    }
}
