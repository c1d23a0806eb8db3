using Dativo.Actors.Hosting;

namespace Dativo.Actors.Workers;

/// <summary>Between the messages of workers and their Protobuf messages (worker.proto).</summary>
internal static class WorkerMapping
{
    public static Wire.RequestSlot ToWire(this RequestSlot m) => new() { TenantId = m.TenantId, RunId = m.RunId.ToBytes(), Weight = m.Weight, Priority = m.Priority };

    public static RequestSlot FromWire(this Wire.RequestSlot w) => new(w.TenantId, WireFormat.ToId(w.RunId), w.HasWeight ? w.Weight : 1, w.Priority);

    public static Wire.SlotGranted ToWire(this SlotGranted m) => new() { RunId = m.RunId.ToBytes(), Node = m.Node };

    public static SlotGranted FromWire(this Wire.SlotGranted w) => new(WireFormat.ToId(w.RunId), w.Node);

    public static Wire.LaunchAttempt ToWire(this LaunchAttempt m) => new() { Order = m.Order.ToWire() };

    public static LaunchAttempt FromWire(this Wire.LaunchAttempt w) => new(WireFormat.Required(w.Order).FromWire());

    public static Wire.AttemptLaunched ToWire(this AttemptLaunched m) => new() { RunId = m.RunId.ToBytes(), Attempt = m.Attempt, Pid = m.Pid };

    public static AttemptLaunched FromWire(this Wire.AttemptLaunched w) => new(WireFormat.ToId(w.RunId), w.Attempt, w.Pid);

    public static Wire.CancelAttempt ToWire(this CancelAttempt m) => new() { RunId = m.RunId.ToBytes(), Attempt = m.Attempt };

    public static CancelAttempt FromWire(this Wire.CancelAttempt w) => new(WireFormat.ToId(w.RunId), w.Attempt);

    public static Wire.AttachAttempt ToWire(this AttachAttempt m) => new() { TenantId = m.TenantId, RunId = m.RunId.ToBytes(), Attempt = m.Attempt };

    public static AttachAttempt FromWire(this Wire.AttachAttempt w) => new(w.TenantId, WireFormat.ToId(w.RunId), w.Attempt);

    public static Wire.AttemptUnknown ToWire(this AttemptUnknown m) => new() { RunId = m.RunId.ToBytes(), Attempt = m.Attempt };

    public static AttemptUnknown FromWire(this Wire.AttemptUnknown w) => new(WireFormat.ToId(w.RunId), w.Attempt);

    public static Wire.OutcomeStored ToWire(this OutcomeStored m)
    {
        var wire = new Wire.OutcomeStored { RunId = m.RunId.ToBytes(), Attempt = m.Attempt };
        if (m.NextRun is { } nextRun)
            wire.NextRun = nextRun.ToBytes();
        return wire;
    }

    public static OutcomeStored FromWire(this Wire.OutcomeStored w) =>
        new(WireFormat.ToId(w.RunId), w.Attempt, w.HasNextRun ? WireFormat.ToId(w.NextRun) : null);

    public static Wire.WorkerNews ToWire(this WorkerNews m)
    {
        var wire = new Wire.WorkerNews { Node = m.Node, SlotsInUse = m.SlotsInUse, Slots = m.Slots, Waiting = m.Waiting, TakesRuns = m.TakesRuns };
        foreach (var wish in m.Wishes)
            wire.Wishes.Add(new Wire.SlotWish { TenantId = wish.TenantId, Weight = wish.Weight, Runs = wish.Runs });
        return wire;
    }

    public static WorkerNews FromWire(this Wire.WorkerNews w) => new(
        w.Node,
        w.SlotsInUse,
        w.Slots,
        w.Waiting,
        w.TakesRuns,
        w.Wishes.ToArray(static wish => new SlotWish(wish.TenantId, wish.Weight, wish.Runs)));

    public static Wire.SlotOffer ToWire(this SlotOffer m) => new() { OfferId = m.OfferId, TenantId = m.TenantId, Node = m.Node };

    public static SlotOffer FromWire(this Wire.SlotOffer w) => new(w.OfferId, w.TenantId, w.Node);

    public static Wire.OfferTaken ToWire(this OfferTaken m) => new() { OfferId = m.OfferId, TenantId = m.TenantId, RunId = m.RunId.ToBytes() };

    public static OfferTaken FromWire(this Wire.OfferTaken w) => new(w.OfferId, w.TenantId, WireFormat.ToId(w.RunId));

    public static Wire.OfferDeclined ToWire(this OfferDeclined m) => new() { OfferId = m.OfferId, TenantId = m.TenantId };

    public static OfferDeclined FromWire(this Wire.OfferDeclined w) => new(w.OfferId, w.TenantId);

    public static Wire.GetWorkerLoad ToWire(this GetWorkerLoad _) => new();

    public static GetWorkerLoad FromWire(this Wire.GetWorkerLoad _) => GetWorkerLoad.Instance;

    public static Wire.WorkerLoad ToWire(this WorkerLoad m) => new() { SlotsInUse = m.SlotsInUse, Slots = m.Slots, Waiting = m.Waiting, Draining = m.Draining };

    public static WorkerLoad FromWire(this Wire.WorkerLoad w) => new(w.SlotsInUse, w.Slots, w.Waiting, w.Draining);

    private static Wire.AttemptOrder ToWire(this AttemptOrder order)
    {
        var wire = new Wire.AttemptOrder
        {
            TenantId = order.TenantId,
            RunId = order.RunId.ToBytes(),
            Attempt = order.Attempt,
            FencingToken = order.FencingToken,
            JobName = order.JobName,
            ConfigFile = order.ConfigFile,
            ScheduledFor = order.ScheduledFor.ToTicks(),
        };
        wire.Command.AddAll(order.Command);
        if (order.Timeout is { } timeout)
            wire.TimeoutTicks = timeout.Ticks;
        if (order.TraceParent is { } traceParent)
            wire.TraceParent = traceParent;
        return wire;
    }

    private static AttemptOrder FromWire(this Wire.AttemptOrder w) => new()
    {
        TenantId = w.TenantId,
        RunId = WireFormat.ToId(w.RunId),
        Attempt = w.Attempt,
        FencingToken = w.FencingToken,
        JobName = w.JobName,
        ConfigFile = w.ConfigFile,
        ScheduledFor = WireFormat.ToInstant(w.ScheduledFor),
        Command = w.Command.ToArray(),
        Timeout = w.HasTimeoutTicks ? TimeSpan.FromTicks(w.TimeoutTicks) : null,
        TraceParent = w.HasTraceParent ? w.TraceParent : null,
    };
}
