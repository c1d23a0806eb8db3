using Dativo.Actors.Hosting;
using Google.Protobuf;

namespace Dativo.Actors.Tenants;

/// <summary>Between events that are stored together and their Protobuf message (tenant.proto).</summary>
internal static class TenantEventGroupMapping
{
    /// <param name="group">The events.</param>
    /// <param name="events">How each of them is written.</param>
    public static Wire.TenantEventGroup ToWire(this TenantEventGroup group, ManifestTable events)
    {
        var wire = new Wire.TenantEventGroup();
        wire.Events.Capacity = group.Events.Length;
        foreach (var e in group.Events)
        {
            var row = events.Of(e.GetType()) ?? throw new WireFormatException($"it has a {e.GetType().Name}, which has no manifest");
            wire.Events.Add(new Wire.GroupedEvent { Manifest = row.Manifest, Event = UnsafeByteOperations.UnsafeWrap(row.Write(e)) });
        }

        return wire;
    }

    /// <param name="w">The message.</param>
    /// <param name="events">How each of the events is read.</param>
    public static TenantEventGroup FromWire(this Wire.TenantEventGroup w, ManifestTable events) => new(w.Events.ToArray(part =>
        events.Of(part.Manifest)?.Read(part.Event.ToByteArray()) as ITenantEvent
        ?? throw new WireFormatException($"its part with the manifest '{part.Manifest}' is no event that this version knows; a newer version wrote it")));
}
