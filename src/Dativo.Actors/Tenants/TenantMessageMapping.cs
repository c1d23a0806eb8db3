using Dativo.Actors.Hosting;
using Dativo.Actors.Jobs;

namespace Dativo.Actors.Tenants;

/// <summary>Between the messages a tenant takes and answers and their Protobuf messages (tenant.proto).</summary>
internal static class TenantMessageMapping
{
    public static Wire.RunDue ToWire(this RunDue m)
    {
        var wire = new Wire.RunDue { TenantId = m.TenantId, BatchId = m.BatchId, Limits = m.Limits.ToWire() };
        wire.Schedules.Capacity = m.Schedules.Length;
        foreach (var schedule in m.Schedules)
            wire.Schedules.Add(schedule.ToWire());
        return wire;
    }

    public static RunDue FromWire(this Wire.RunDue w) =>
        new(w.TenantId, w.BatchId, WireFormat.Required(w.Limits).FromWire(), w.Schedules.ToArray(static schedule => schedule.FromWire()));

    public static Wire.WakeTenant ToWire(this WakeTenant m) => new() { TenantId = m.TenantId };

    public static WakeTenant FromWire(this Wire.WakeTenant w) => new(w.TenantId);

    public static Wire.TriggerRun ToWire(this TriggerRun m)
    {
        var wire = new Wire.TriggerRun
        {
            TenantId = m.TenantId,
            RequestId = m.RequestId,
            By = m.By,
            Limits = m.Limits.ToWire(),
            Spec = m.Spec.ToWire(),
        };
        if (m.TraceParent is { } traceParent)
            wire.TraceParent = traceParent;
        return wire;
    }

    public static TriggerRun FromWire(this Wire.TriggerRun w) => new(
        w.TenantId,
        w.RequestId,
        w.By,
        WireFormat.Required(w.Limits).FromWire(),
        WireFormat.Required(w.Spec).FromWire(),
        w.HasTraceParent ? w.TraceParent : null);

    public static Wire.CancelRun ToWire(this CancelRun m) => new()
    {
        TenantId = m.TenantId,
        RunId = m.RunId.ToBytes(),
        By = m.By,
        Reason = m.Reason,
    };

    public static CancelRun FromWire(this Wire.CancelRun w) => new(w.TenantId, WireFormat.ToId(w.RunId), w.By, w.Reason);

    public static Wire.GetTenant ToWire(this GetTenant m) => new() { TenantId = m.TenantId };

    public static GetTenant FromWire(this Wire.GetTenant w) => new(w.TenantId);

    public static Wire.AttemptFinished ToWire(this AttemptFinished m) => new()
    {
        TenantId = m.TenantId,
        RunId = m.RunId.ToBytes(),
        Attempt = m.Attempt,
        Outcome = m.Outcome.ToWire(),
        SlotOffered = m.SlotOffered,
    };

    public static AttemptFinished FromWire(this Wire.AttemptFinished w) =>
        new(w.TenantId, WireFormat.ToId(w.RunId), w.Attempt, WireFormat.Required(w.Outcome).FromWire(), w.SlotOffered);

    public static Wire.RunDueAck ToWire(this RunDueAck m) => new() { TenantId = m.TenantId, BatchId = m.BatchId };

    public static RunDueAck FromWire(this Wire.RunDueAck w) => new(w.TenantId, w.BatchId);

    public static Wire.RunAccepted ToWire(this RunAccepted m) => new() { TenantId = m.TenantId, RunId = m.RunId.ToBytes() };

    public static RunAccepted FromWire(this Wire.RunAccepted w) => new(w.TenantId, WireFormat.ToId(w.RunId));

    public static Wire.RunRefused ToWire(this RunRefused m) => new() { TenantId = m.TenantId, Reason = m.Reason };

    public static RunRefused FromWire(this Wire.RunRefused w) => new(w.TenantId, w.Reason);

    public static Wire.CancelReply ToWire(this CancelReply m) => new() { RunId = m.RunId.ToBytes(), Found = m.Found };

    public static CancelReply FromWire(this Wire.CancelReply w) => new(WireFormat.ToId(w.RunId), w.Found);

    public static Wire.TenantView ToWire(this TenantView m)
    {
        var wire = new Wire.TenantView { TenantId = m.TenantId, Concurrency = m.Concurrency };
        wire.Runs.Capacity = m.Runs.Length;
        foreach (var run in m.Runs)
            wire.Runs.Add(run.ToWire());
        return wire;
    }

    public static TenantView FromWire(this Wire.TenantView w) => new()
    {
        TenantId = w.TenantId,
        Concurrency = w.Concurrency,
        Runs = w.Runs.ToArray(static run => run.FromWire()),
    };

    private static Wire.DueSchedule ToWire(this DueSchedule schedule)
    {
        var wire = new Wire.DueSchedule { Spec = schedule.Spec.ToWire() };
        wire.Occurrences.Capacity = schedule.Occurrences.Length;
        foreach (var occurrence in schedule.Occurrences)
        {
            var due = new Wire.DueOccurrence { ScheduledFor = occurrence.ScheduledFor.ToTicks(), Kind = occurrence.Kind.ToWire() };
            if (occurrence.Detail is { } detail)
                due.Detail = detail;
            wire.Occurrences.Add(due);
        }

        return wire;
    }

    private static DueSchedule FromWire(this Wire.DueSchedule w) => new(
        WireFormat.Required(w.Spec).FromWire(),
        w.Occurrences.ToArray(static o => new DueOccurrence(WireFormat.ToInstant(o.ScheduledFor), o.Kind.FromWire(), o.HasDetail ? o.Detail : null)));

    private static Wire.OpenRunView ToWire(this OpenRunView run)
    {
        var wire = new Wire.OpenRunView
        {
            RunId = run.RunId.ToBytes(),
            Schedule = run.Schedule,
            Trigger = run.Trigger.ToWire(),
            Status = run.Status.ToWire(),
            ScheduledFor = run.ScheduledFor.ToTicks(),
            QueuedAt = run.QueuedAt.ToTicks(),
            Attempt = run.Attempt,
        };
        if (run.Pid is { } pid)
            wire.Pid = pid;
        if (run.RetryAt is { } retryAt)
            wire.RetryAt = retryAt.ToTicks();
        if (run.WaitsFor is { } waitsFor)
            wire.WaitsFor = waitsFor;
        return wire;
    }

    private static OpenRunView FromWire(this Wire.OpenRunView w) => new()
    {
        RunId = WireFormat.ToId(w.RunId),
        Schedule = w.Schedule,
        Trigger = w.Trigger.FromWire(),
        Status = w.Status.FromWire(),
        ScheduledFor = WireFormat.ToInstant(w.ScheduledFor),
        QueuedAt = WireFormat.ToInstant(w.QueuedAt),
        Attempt = w.Attempt,
        Pid = w.HasPid ? w.Pid : null,
        RetryAt = w.HasRetryAt ? WireFormat.ToInstant(w.RetryAt) : null,
        WaitsFor = w.HasWaitsFor ? w.WaitsFor : null,
    };
}
