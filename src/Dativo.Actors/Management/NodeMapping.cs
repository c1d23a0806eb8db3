using System.Collections.Immutable;
using Dativo.Actors.Hosting;
using Google.Protobuf;
using WireFormat = Dativo.Actors.Hosting.WireFormat;

namespace Dativo.Actors.Management;

/// <summary>Between the messages of nodes and their Protobuf messages (node.proto).</summary>
internal static class NodeMapping
{
    public static Wire.LeaveCluster ToWire(this LeaveCluster m) => new() { By = m.By };

    public static LeaveCluster FromWire(this Wire.LeaveCluster w) => new(w.By);

    public static Wire.NodeReport ToWire(this NodeReport m)
    {
        var wire = new Wire.NodeReport { Version = m.Version, Database = m.Database };
        if (m.DatabaseProblem is { } databaseProblem)
            wire.DatabaseProblem = databaseProblem;
        if (m.Slots is { } slots)
            wire.Slots = new Wire.SlotReport { InUse = slots.InUse, Total = slots.Total, Waiting = slots.Waiting };
        if (m.SlotsProblem is { } slotsProblem)
            wire.SlotsProblem = slotsProblem;
        wire.Shards.AddAll([.. m.Shards.Select(shard => new Wire.ShardReport { ShardId = shard.ShardId, Tenants = shard.Tenants })]);
        if (m.ShardsProblem is { } shardsProblem)
            wire.ShardsProblem = shardsProblem;
        return wire;
    }

    public static NodeReport FromWire(this Wire.NodeReport w) => new()
    {
        Version = w.Version,
        Database = w.Database,
        DatabaseProblem = w.HasDatabaseProblem ? w.DatabaseProblem : null,
        Slots = w.Slots is { } slots ? new SlotReport(slots.InUse, slots.Total, slots.Waiting) : null,
        SlotsProblem = w.HasSlotsProblem ? w.SlotsProblem : null,
        Shards = w.Shards.ToArray(static shard => new ShardReport(shard.ShardId, shard.Tenants)),
        ShardsProblem = w.HasShardsProblem ? w.ShardsProblem : null,
    };

    public static Wire.ReadRunLog ToWire(this ReadRunLog m) => new()
    {
        ReadingId = m.ReadingId.ToBytes(),
        RunId = m.RunId.ToBytes(),
        Attempt = m.Attempt,
        Offset = m.Offset,
        Maximum = m.Maximum,
    };

    public static ReadRunLog FromWire(this Wire.ReadRunLog w) =>
        new(WireFormat.ToId(w.ReadingId), WireFormat.ToId(w.RunId), w.Attempt, w.Offset, w.Maximum);

    public static Wire.RunLogChunk ToWire(this RunLogChunk m)
    {
        var bytes = m.Bytes.IsDefault ? ByteString.Empty : UnsafeByteOperations.UnsafeWrap(m.Bytes.AsMemory());
        var wire = new Wire.RunLogChunk { Found = m.Found, Bytes = bytes, MayGrow = m.MayGrow };
        if (m.Problem is { } problem)
            wire.Problem = problem;
        return wire;
    }

    public static RunLogChunk FromWire(this Wire.RunLogChunk w) =>
        new(w.Found, ImmutableArray.Create(w.Bytes.Span), w.MayGrow, w.HasProblem ? w.Problem : null);
}
