using Dativo.Actors.History;
using Dativo.Actors.Hosting;
using Dativo.Actors.Management;
using Dativo.Actors.Membership;
using Dativo.Actors.Scheduling;
using Dativo.Actors.Tenants;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Tests.Serialization;

/// <summary>The serializers under test; they use nothing of an actor system.</summary>
internal static class Serializers
{
    public static readonly IReadOnlyList<ManifestSerializer> All = [new TenantSerializer(null!), new WorkerSerializer(null!), new SchedulerSerializer(null!), new NodeSerializer(null!), new HistorySerializer(null!), new MembershipSerializer(null!)];

    public static readonly IReadOnlyList<Type> BoundTypes = [.. TenantSerializer.BoundTypes, .. WorkerSerializer.BoundTypes, .. SchedulerSerializer.BoundTypes, .. NodeSerializer.BoundTypes, .. HistorySerializer.BoundTypes, .. MembershipSerializer.BoundTypes];

    public static IEnumerable<(ManifestSerializer Serializer, Row Row)> Rows =>
        from serializer in All
        from row in serializer.Table.Rows
        orderby row.Manifest
        select (serializer, row);

    public static TheoryData<string> Manifests() => [.. Rows.Select(entry => entry.Row.Manifest)];

    public static (ManifestSerializer Serializer, Row Row) Of(string manifest) => Rows.Single(entry => entry.Row.Manifest == manifest);

    public static ManifestSerializer Of(Type type) => Rows.Single(entry => entry.Row.Type == type).Serializer;

    public static object RoundTrip(object message)
    {
        var serializer = Of(message.GetType());
        return serializer.FromBinary(serializer.ToBinary(message), serializer.Manifest(message));
    }
}
