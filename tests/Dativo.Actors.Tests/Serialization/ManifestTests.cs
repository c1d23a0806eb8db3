using System.Text.RegularExpressions;
using Dativo.Actors.Configuration;
using Dativo.Actors.Scheduling;
using Dativo.Actors.Tenants;
using Google.Protobuf.Reflection;

namespace Dativo.Actors.Tests.Serialization;

public sealed partial class ManifestTests
{
    [Fact]
    public void Every_type_a_serializer_is_bound_to_has_a_manifest()
    {
        var bound =
            from type in typeof(TenantSerializer).Assembly.GetTypes()
            where type is { IsClass: true, IsAbstract: false } && Serializers.BoundTypes.Any(marker => marker.IsAssignableFrom(type))
            select type.FullName;
        var withManifest = Serializers.Rows.Select(entry => entry.Row.Type.FullName);
        Assert.Equal(bound.Order(StringComparer.Ordinal), withManifest.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_type_is_bound_to_two_serializers()
    {
        foreach (var (_, row) in Serializers.Rows)
        {
            var bindings = new[] { TenantSerializer.BoundTypes, Actors.Workers.WorkerSerializer.BoundTypes, SchedulerSerializer.BoundTypes, Actors.Management.NodeSerializer.BoundTypes, Actors.History.HistorySerializer.BoundTypes, Actors.Membership.MembershipSerializer.BoundTypes };
            Assert.Single(bindings, types => types.Any(type => type.IsAssignableFrom(row.Type)));
        }
    }

    [Fact]
    public void Manifests_are_short_unique_and_end_in_a_version()
    {
        var manifests = Serializers.Rows.Select(entry => entry.Row.Manifest).ToArray();
        Assert.All(manifests, manifest => Assert.Matches(ShortWithVersion(), manifest));
        Assert.Equal(manifests.Length, manifests.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void Serializer_ids_never_change()
    {
        Assert.Equal([1101, 1102, 1103, 1104, 1105, 1106], Serializers.All.Select(serializer => serializer.Identifier).Order());
    }

    [Fact]
    public void Enums_carry_the_same_numbers_in_code_and_on_the_wire()
    {
        SameNumbers<RunStatus>(Actors.Tenants.Wire.TenantReflection.Descriptor);
        SameNumbers<RunTrigger>(Actors.Tenants.Wire.TenantReflection.Descriptor);
        SameNumbers<SkipReason>(Actors.Tenants.Wire.TenantReflection.Descriptor);
        SameNumbers<DueKind>(Actors.Tenants.Wire.TenantReflection.Descriptor);
        SameNumbers<OverlapPolicy>(Actors.Jobs.Wire.JobReflection.Descriptor);
        SameNumbers<AttemptOutcomeKind>(Actors.Jobs.Wire.JobReflection.Descriptor);
        SameNumbers<ScheduleStatus>(Actors.Scheduling.Wire.SchedulerReflection.Descriptor);
    }

    private static void SameNumbers<T>(FileDescriptor file)
        where T : struct, Enum
    {
        var wire =
            from value in file.EnumTypes.Single(type => type.Name == typeof(T).Name).Values
            let name = value.Name[(Upper(typeof(T).Name).Length + 1)..]
            where name != "UNSPECIFIED"
            select $"{name} = {value.Number}";
        var code = Enum.GetValues<T>().Select(value => $"{Upper(value.ToString())} = {value:D}");
        Assert.Equal(code, wire);
    }

    private static string Upper(string name) => WordStart().Replace(name, "_$0").ToUpperInvariant();

    [GeneratedRegex("^[TWSNHM][A-Z]{1,2}[1-9]$")]
    private static partial Regex ShortWithVersion();

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex WordStart();
}
