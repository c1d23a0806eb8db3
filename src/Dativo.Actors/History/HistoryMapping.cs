using Dativo.Actors.Hosting;

namespace Dativo.Actors.History;

/// <summary>Between the messages of the projection and their Protobuf messages (history.proto).</summary>
internal static class HistoryMapping
{
    public static Wire.ProjectionStatus ToWire(this ProjectionStatus m)
    {
        var wire = new Wire.ProjectionStatus { Offset = m.Offset };
        if (m.LastSuccess is { } lastSuccess)
            wire.LastSuccess = lastSuccess.ToTicks();
        if (m.CaughtUpAt is { } caughtUpAt)
            wire.CaughtUpAt = caughtUpAt.ToTicks();
        if (m.LastError is { } lastError)
            wire.LastError = lastError;
        if (m.FailingSince is { } failingSince)
            wire.FailingSince = failingSince.ToTicks();
        return wire;
    }

    public static ProjectionStatus FromWire(this Wire.ProjectionStatus w) => new()
    {
        Offset = w.Offset,
        LastSuccess = w.HasLastSuccess ? WireFormat.ToInstant(w.LastSuccess) : null,
        CaughtUpAt = w.HasCaughtUpAt ? WireFormat.ToInstant(w.CaughtUpAt) : null,
        LastError = w.HasLastError ? w.LastError : null,
        FailingSince = w.HasFailingSince ? WireFormat.ToInstant(w.FailingSince) : null,
    };

    public static Wire.CatchUp ToWire(this CatchUp m)
    {
        var wire = new Wire.CatchUp();
        if (m.Ordering is { } ordering)
            wire.Ordering = ordering;
        return wire;
    }

    public static CatchUp FromWire(this Wire.CatchUp w) => new(w.HasOrdering ? w.Ordering : null);

    public static Wire.CaughtUp ToWire(this CaughtUp m) => new() { Offset = m.Offset };

    public static CaughtUp FromWire(this Wire.CaughtUp w) => new(w.Offset);
}
