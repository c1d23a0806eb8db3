using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.DependencyInjection;
using Akka.Hosting;

namespace Dativo.Actors.Hosting;

/// <summary>Adds actors of which the cluster has one.</summary>
public static class SingletonExtensions
{
    /// <summary>
    /// Runs an actor once in the cluster, on the oldest node of a role, and registers the way to it under
    /// <typeparamref name="TKey"/> on every node: also on one without the role, where a manager cannot start.
    /// </summary>
    /// <param name="builder">The actor system's builder.</param>
    /// <param name="name">The actor's name; the same on all nodes.</param>
    /// <param name="role">The role of the nodes that may host it; null: every node may.</param>
    /// <param name="mayBeHere">Whether this node has the role.</param>
    /// <param name="props">Makes the actor; not called on a node that may not host it.</param>
    public static AkkaConfigurationBuilder WithSingletonOf<TKey>(
        this AkkaConfigurationBuilder builder,
        string name,
        string? role,
        bool mayBeHere,
        Func<ActorSystem, IActorRegistry, IDependencyResolver, Props> props)
    {
        var options = new ClusterSingletonOptions { Role = role, LogSingletonIdentificationFailure = false };
        return mayBeHere
            ? builder.WithSingleton<TKey>(name, props, options)
            : builder.WithSingletonProxy<TKey>(name, options);
    }
}
