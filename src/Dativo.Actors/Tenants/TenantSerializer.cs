using Akka.Actor;
using Dativo.Actors.Hosting;
using static Dativo.Actors.Hosting.ManifestTable;

namespace Dativo.Actors.Tenants;

/// <summary>
/// Writes and reads a tenant's events, snapshot, messages and replies. To add one: a message in tenant.proto, its pair in
/// <see cref="TenantEventMapping"/> or <see cref="TenantMessageMapping"/>, a row here, a sample in the tests.
/// </summary>
internal sealed class TenantSerializer(ExtendedActorSystem system) : ManifestSerializer(system, Id, Messages)
{
    /// <summary>The serializer's id: stands beside every manifest, and is never changed.</summary>
    public const int Id = 1101;

    /// <summary>What it is used for.</summary>
    public static readonly Type[] BoundTypes = [typeof(ITenantEvent), typeof(TenantEventGroup), typeof(TenantState), typeof(ITenantMessage), typeof(ITenantReply)];

    private static readonly ManifestTable Messages = new(

        // Events
        Row("TL1", Wire.LimitsChanged.Parser, static (LimitsChanged e) => e.ToWire(), static w => w.FromWire()),
        Row("TS1", Wire.SpecRecorded.Parser, static (SpecRecorded e) => e.ToWire(), static w => w.FromWire()),
        Row("TQ1", Wire.RunQueued.Parser, static (RunQueued e) => e.ToWire(), static w => w.FromWire()),
        Row("TK1", Wire.OccurrencesSkipped.Parser, static (OccurrencesSkipped e) => e.ToWire(), static w => w.FromWire()),
        Row("TA1", Wire.AttemptStarted.Parser, static (AttemptStarted e) => e.ToWire(), static w => w.FromWire()),
        Row("TE1", Wire.AttemptEnded.Parser, static (AttemptEnded e) => e.ToWire(), static w => w.FromWire()),
        Row("TC1", Wire.RunCancelRequested.Parser, static (RunCancelRequested e) => e.ToWire(), static w => w.FromWire()),
        Row("TX1", Wire.RunEnded.Parser, static (RunEnded e) => e.ToWire(), static w => w.FromWire()),

        Row("TG1", Wire.TenantEventGroup.Parser, static (TenantEventGroup g) => ToWire(g), static w => FromWire(w)),

        // Snapshot
        Row("TZ1", Wire.TenantState.Parser, static (TenantState s) => s.ToWire(), static w => w.FromWire()),

        // Messages
        Row("TMD1", Wire.RunDue.Parser, static (RunDue m) => m.ToWire(), static w => w.FromWire()),
        Row("TMW1", Wire.WakeTenant.Parser, static (WakeTenant m) => m.ToWire(), static w => w.FromWire()),
        Row("TMT1", Wire.TriggerRun.Parser, static (TriggerRun m) => m.ToWire(), static w => w.FromWire()),
        Row("TMC1", Wire.CancelRun.Parser, static (CancelRun m) => m.ToWire(), static w => w.FromWire()),
        Row("TMG1", Wire.GetTenant.Parser, static (GetTenant m) => m.ToWire(), static w => w.FromWire()),
        Row("TMF1", Wire.AttemptFinished.Parser, static (AttemptFinished m) => m.ToWire(), static w => w.FromWire()),

        // Replies
        Row("TRD1", Wire.RunDueAck.Parser, static (RunDueAck m) => m.ToWire(), static w => w.FromWire()),
        Row("TRA1", Wire.RunAccepted.Parser, static (RunAccepted m) => m.ToWire(), static w => w.FromWire()),
        Row("TRR1", Wire.RunRefused.Parser, static (RunRefused m) => m.ToWire(), static w => w.FromWire()),
        Row("TRC1", Wire.CancelReply.Parser, static (CancelReply m) => m.ToWire(), static w => w.FromWire()),
        Row("TRV1", Wire.TenantView.Parser, static (TenantView m) => m.ToWire(), static w => w.FromWire()));

    private static Wire.TenantEventGroup ToWire(TenantEventGroup group) => group.ToWire(Messages);

    private static TenantEventGroup FromWire(Wire.TenantEventGroup wire) => wire.FromWire(Messages);
}
