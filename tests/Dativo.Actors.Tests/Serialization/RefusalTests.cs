using System.Runtime.Serialization;
using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;
using Google.Protobuf;

namespace Dativo.Actors.Tests.Serialization;

public sealed class RefusalTests
{
    private static readonly TenantSerializer Tenant = new(null!);

    [Fact]
    public void A_manifest_of_a_newer_version_is_refused()
    {
        foreach (var serializer in Serializers.All)
        {
            var error = Assert.Throws<SerializationException>(() => serializer.FromBinary([], "TQ9"));
            Assert.Contains("'TQ9'", error.Message, StringComparison.Ordinal);
            Assert.Contains("newer version", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_value_that_only_a_newer_version_knows_is_refused()
    {
        var wire = new Actors.Tenants.Wire.RunEnded { RunId = Guid.NewGuid().ToByteString(), Status = (Actors.Tenants.Wire.RunStatus)17, Reason = "r" };
        var error = Assert.Throws<SerializationException>(() => Tenant.FromBinary(wire.ToByteArray(), "TX1"));
        Assert.Equal("Cannot read a RunEnded (manifest TX1): status is 17, which this version does not know as a RunStatus; a newer version wrote it.", error.Message);
    }

    [Fact]
    public void A_group_with_an_event_that_only_a_newer_version_knows_is_refused_as_a_whole()
    {
        var known = Tenant.ToBinary(new TenantEventGroup([new LimitsChanged(new TenantLimits())]));
        var wire = Actors.Tenants.Wire.TenantEventGroup.Parser.ParseFrom(known);
        wire.Events.Add(new Actors.Tenants.Wire.GroupedEvent { Manifest = "TQ9" });
        var error = Assert.Throws<SerializationException>(() => Tenant.FromBinary(wire.ToByteArray(), "TG1"));
        Assert.Equal("Cannot read a TenantEventGroup (manifest TG1): its part with the manifest 'TQ9' is no event that this version knows; a newer version wrote it.", error.Message);
    }

    [Fact]
    public void A_group_holds_nothing_but_events()
    {
        var wire = new Actors.Tenants.Wire.TenantEventGroup();
        wire.Events.Add(new Actors.Tenants.Wire.GroupedEvent { Manifest = "TMG1", Event = ByteString.CopyFrom(Tenant.ToBinary(new GetTenant("acme"))) });
        Assert.Throws<SerializationException>(() => Tenant.FromBinary(wire.ToByteArray(), "TG1"));
    }

    [Fact]
    public void A_value_that_is_absent_is_refused_and_not_taken_for_the_first_one()
    {
        var wire = new Actors.Tenants.Wire.RunEnded { RunId = Guid.NewGuid().ToByteString(), Reason = "r" };
        Assert.Throws<SerializationException>(() => Tenant.FromBinary(wire.ToByteArray(), "TX1"));
    }

    [Fact]
    public void A_value_without_a_name_is_never_written()
    {
        var ended = new RunEnded { RunId = Guid.NewGuid(), Status = (RunStatus)42, Reason = "r", At = DateTimeOffset.UnixEpoch };
        var error = Assert.Throws<SerializationException>(() => Tenant.ToBinary(ended));
        Assert.Contains("42", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_that_is_missing_is_refused()
    {
        var error = Assert.Throws<SerializationException>(() => Tenant.FromBinary([], "TS1"));
        Assert.Contains("Spec is missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_of_another_length_is_refused()
    {
        var wire = new Actors.Tenants.Wire.RunAccepted { TenantId = "t", RunId = ByteString.CopyFrom(1, 2, 3) };
        var error = Assert.Throws<SerializationException>(() => Tenant.FromBinary(wire.ToByteArray(), "TRA1"));
        Assert.Contains("RunId has 3 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_instant_out_of_range_is_refused()
    {
        var wire = new Actors.Tenants.Wire.RunCancelRequested { RunId = Guid.NewGuid().ToByteString(), At = long.MaxValue };
        var error = Assert.Throws<SerializationException>(() => Tenant.FromBinary(wire.ToByteArray(), "TC1"));
        Assert.Contains("no instant", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_bytes_are_refused_wherever_they_are_cut()
    {
        var message = (SpecRecorded)Samples.All.First(sample => sample.Manifest == "TS1").Message;
        var bytes = Tenant.ToBinary(message);
        for (var length = 0; length < bytes.Length; length++)
        {
            var cut = bytes[..length];
            Assert.Throws<SerializationException>(() => Tenant.FromBinary(cut, "TS1"));
        }
    }

    [Fact]
    public void A_type_without_a_manifest_is_refused()
    {
        var error = Assert.Throws<SerializationException>(() => Tenant.Manifest(new RetryPolicy()));
        Assert.Contains(nameof(RetryPolicy), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_of_a_newer_version_is_passed_over()
    {
        var known = Tenant.ToBinary(new GetTenant("acme"));
        byte[] withUnknownField = [.. known, 0xFA, 0x3E, 0x03, (byte)'n', (byte)'e', (byte)'w'];
        Assert.Equal(new GetTenant("acme"), Tenant.FromBinary(withUnknownField, "TMG1"));
    }
}
