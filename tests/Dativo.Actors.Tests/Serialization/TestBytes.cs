using Google.Protobuf;

namespace Dativo.Actors.Tests.Serialization;

internal static class TestBytes
{
    public static ByteString ToByteString(this Guid id) => ByteString.CopyFrom(id.ToByteArray(bigEndian: true));
}
