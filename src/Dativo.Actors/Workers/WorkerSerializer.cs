using Akka.Actor;
using Dativo.Actors.Hosting;
using static Dativo.Actors.Hosting.ManifestTable;

namespace Dativo.Actors.Workers;

/// <summary>
/// Writes and reads the messages between job actors and workers, and between workers. To add one: a message in worker.proto, its pair in
/// <see cref="WorkerMapping"/>, a row here, a sample in the tests.
/// </summary>
internal sealed class WorkerSerializer(ExtendedActorSystem system) : ManifestSerializer(system, Id, Messages)
{
    /// <summary>The serializer's id: stands beside every manifest, and is never changed.</summary>
    public const int Id = 1102;

    /// <summary>What it is used for.</summary>
    public static readonly Type[] BoundTypes = [typeof(IWorkerMessage)];

    private static readonly ManifestTable Messages = new(
        Row("WR1", Wire.RequestSlot.Parser, static (RequestSlot m) => m.ToWire(), static w => w.FromWire()),
        Row("WG1", Wire.SlotGranted.Parser, static (SlotGranted m) => m.ToWire(), static w => w.FromWire()),
        Row("WL1", Wire.LaunchAttempt.Parser, static (LaunchAttempt m) => m.ToWire(), static w => w.FromWire()),
        Row("WP1", Wire.AttemptLaunched.Parser, static (AttemptLaunched m) => m.ToWire(), static w => w.FromWire()),
        Row("WC1", Wire.CancelAttempt.Parser, static (CancelAttempt m) => m.ToWire(), static w => w.FromWire()),
        Row("WA1", Wire.AttachAttempt.Parser, static (AttachAttempt m) => m.ToWire(), static w => w.FromWire()),
        Row("WU1", Wire.AttemptUnknown.Parser, static (AttemptUnknown m) => m.ToWire(), static w => w.FromWire()),
        Row("WS1", Wire.OutcomeStored.Parser, static (OutcomeStored m) => m.ToWire(), static w => w.FromWire()),
        Row("WN1", Wire.WorkerNews.Parser, static (WorkerNews m) => m.ToWire(), static w => w.FromWire()),
        Row("WO1", Wire.SlotOffer.Parser, static (SlotOffer m) => m.ToWire(), static w => w.FromWire()),
        Row("WT1", Wire.OfferTaken.Parser, static (OfferTaken m) => m.ToWire(), static w => w.FromWire()),
        Row("WD1", Wire.OfferDeclined.Parser, static (OfferDeclined m) => m.ToWire(), static w => w.FromWire()),
        Row("WQ1", Wire.GetWorkerLoad.Parser, static (GetWorkerLoad m) => m.ToWire(), static w => w.FromWire()),
        Row("WV1", Wire.WorkerLoad.Parser, static (WorkerLoad m) => m.ToWire(), static w => w.FromWire()));
}
