using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Tests.History;

/// <summary>Stores tenants' events as JSON under their type's name: what the reader needs of a serializer, with text that tests can damage.</summary>
public sealed class EventSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public const int Id = 9001;

    public override int Identifier => Id;

    public override string Manifest(object o) => o.GetType().Name;

    public override byte[] ToBinary(object obj) => JsonSerializer.SerializeToUtf8Bytes(obj, obj.GetType());

    public override object FromBinary(byte[] bytes, string manifest)
    {
        var type = typeof(ITenantEvent).Assembly.GetType($"{typeof(ITenantEvent).Namespace}.{manifest}")
            ?? throw new ArgumentException($"unknown manifest '{manifest}'");
        return JsonSerializer.Deserialize(bytes, type)!;
    }
}
