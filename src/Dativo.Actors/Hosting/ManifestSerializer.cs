using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Google.Protobuf;

namespace Dativo.Actors.Hosting;

/// <summary>
/// Writes and reads the messages of one box by its <see cref="ManifestTable"/>. What cannot be written or read is a
/// <see cref="SerializationException"/>, never a default: Akka drops such a message with a log entry (and keeps the
/// connection), and a persistent actor that meets one stops rather than go on with a part of its memory.
/// </summary>
internal abstract class ManifestSerializer(ExtendedActorSystem system, int identifier, ManifestTable table) : SerializerWithStringManifest(system)
{
    /// <summary>The rows of this serializer.</summary>
    public ManifestTable Table { get; } = table;

    /// <inheritdoc />
    public override int Identifier { get; } = identifier;

    /// <inheritdoc />
    public override string Manifest(object o) => RowOf(o).Manifest;

    /// <inheritdoc />
    public override byte[] ToBinary(object obj)
    {
        var row = RowOf(obj);
        try
        {
            return row.Write(obj);
        }
        catch (WireFormatException e)
        {
            throw new SerializationException($"Cannot write a {row.Type.Name} (manifest {row.Manifest}): {e.Message}.", e);
        }
    }

    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, string manifest)
    {
        var row = Table.Of(manifest) ?? throw new SerializationException(
            $"Cannot read a message with the manifest '{manifest}': {GetType().Name} of this version does not know it. A newer version wrote it; run that version or a later one.");
        try
        {
            return row.Read(bytes);
        }
        catch (Exception e) when (e is WireFormatException or InvalidProtocolBufferException)
        {
            throw new SerializationException($"Cannot read a {row.Type.Name} (manifest {row.Manifest}): {e.Message.TrimEnd('.')}.", e);
        }
    }

    private Row RowOf(object message) => Table.Of(message.GetType()) ?? throw new SerializationException(
        $"Cannot write a {message.GetType().FullName}: it has no row in {GetType().Name}.");
}
