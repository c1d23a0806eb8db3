using Akka.Hosting;
using Dativo.Actors.History;
using Dativo.Actors.Management;
using Dativo.Actors.Membership;
using Dativo.Actors.Scheduling;
using Dativo.Actors.Tenants;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Hosting;

/// <summary>Registers how messages and events are written.</summary>
public static class SerializationExtensions
{
    /// <summary>
    /// Registers the Protobuf serializers of every box, and refuses to store or send any type
    /// without a serializer of its own: without that, Akka writes it as JSON that names .NET types, and a renamed type
    /// would make stored events unreadable. Akka's own messages have their own serializers and are not concerned.
    /// </summary>
    /// <remarks>A type that has none is a <see cref="System.Runtime.Serialization.SerializationException"/> where it is sent or stored.</remarks>
    public static AkkaConfigurationBuilder WithDativoSerializers(this AkkaConfigurationBuilder builder) => builder
        .WithCustomSerializer("dativo-tenant", TenantSerializer.BoundTypes, static system => new TenantSerializer(system))
        .WithCustomSerializer("dativo-worker", WorkerSerializer.BoundTypes, static system => new WorkerSerializer(system))
        .WithCustomSerializer("dativo-scheduler", SchedulerSerializer.BoundTypes, static system => new SchedulerSerializer(system))
        .WithCustomSerializer("dativo-membership", MembershipSerializer.BoundTypes, static system => new MembershipSerializer(system))
        .WithCustomSerializer("dativo-node", NodeSerializer.BoundTypes, static system => new NodeSerializer(system))
        .WithCustomSerializer("dativo-history", HistorySerializer.BoundTypes, static system => new HistorySerializer(system))
        .WithStrictSerialization();
}
