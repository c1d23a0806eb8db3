using Akka.Actor;
using Akka.Cluster;
using Akka.DependencyInjection;
using Akka.Hosting;
using Dativo.Actors.Hosting;
using Dativo.Actors.Management;
using Microsoft.Extensions.Logging;

namespace Dativo.Actors.History;

/// <summary>Adds the projection to an actor system.</summary>
public static class HistoryExtensions
{
    /// <summary>
    /// Runs the projection once in the cluster, on a node of the role where one is given. Needs the services of
    /// <see cref="HistoryServiceExtensions.AddDativoHistory"/>. The registry holds its proxy under <see cref="HistoryProjection"/>,
    /// which answers <see cref="GetProjectionStatus"/> and <see cref="CatchUp"/> from every node, and <see cref="JournalHint"/>
    /// on any node's event stream wakes it.
    /// </summary>
    /// <param name="builder">The actor system's builder.</param>
    /// <param name="role">The role of the nodes that may host it; null: every node may.</param>
    /// <param name="mayBeHere">Whether this node has the role.</param>
    public static AkkaConfigurationBuilder WithHistoryProjection(this AkkaConfigurationBuilder builder, string? role = null, bool mayBeHere = true) =>
        builder
            .WithSingletonOf<HistoryProjection>("history-projection", role, mayBeHere, (_, _, resolver) => CreateProps(resolver))
            .WithHintsTo<HistoryProjection>(role);

    /// <summary>Sends this node's hints to the actor of that key, which runs on the oldest node of the role, when that is another one.</summary>
    internal static AkkaConfigurationBuilder WithHintsTo<TKey>(this AkkaConfigurationBuilder builder, string? role) =>
        builder.WithActors((system, registry) =>
        {
            var cluster = Cluster.Get(system);
            Func<bool> isHere = () => ClusterMembers.OldestUp(cluster.State.Members, role)?.UniqueAddress.Equals(cluster.SelfUniqueAddress) == true;
            system.ActorOf(Props.Create(typeof(JournalHintRelay), isHere, registry.Get<TKey>()), "journal-hints");
        });

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
