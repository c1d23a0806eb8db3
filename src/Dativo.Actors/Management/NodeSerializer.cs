using Akka.Actor;
using Dativo.Actors.Hosting;
using static Dativo.Actors.Hosting.ManifestTable;

namespace Dativo.Actors.Management;

/// <summary>
/// Writes and reads what nodes ask each other. To add a message: its form in node.proto, its pair in
/// <see cref="NodeMapping"/>, a row here, a sample in the tests.
/// </summary>
internal sealed class NodeSerializer(ExtendedActorSystem system) : ManifestSerializer(system, Id, Messages)
{
    /// <summary>The serializer's id: stands beside every manifest, and is never changed.</summary>
    public const int Id = 1104;

    /// <summary>What it is used for.</summary>
    public static readonly Type[] BoundTypes = [typeof(INodeMessage)];

    private static readonly ManifestTable Messages = new(
        Row("NL1", Wire.LeaveCluster.Parser, static (LeaveCluster m) => m.ToWire(), static w => w.FromWire()),
        Row("NA1", Wire.NodeLeaves.Parser, static (NodeLeaves _) => new Wire.NodeLeaves(), static _ => NodeLeaves.Instance),
        Row("NG1", Wire.GetNodeReport.Parser, static (GetNodeReport _) => new Wire.GetNodeReport(), static _ => GetNodeReport.Instance),
        Row("NR1", Wire.NodeReport.Parser, static (NodeReport m) => m.ToWire(), static w => w.FromWire()),
        Row("NF1", Wire.ReadRunLog.Parser, static (ReadRunLog m) => m.ToWire(), static w => w.FromWire()),
        Row("NC1", Wire.RunLogChunk.Parser, static (RunLogChunk m) => m.ToWire(), static w => w.FromWire()));
}
