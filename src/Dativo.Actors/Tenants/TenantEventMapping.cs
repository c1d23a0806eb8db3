using Dativo.Actors.Hosting;
using Dativo.Actors.Jobs;

namespace Dativo.Actors.Tenants;

/// <summary>Between a tenant's events and their Protobuf messages (tenant.proto).</summary>
internal static class TenantEventMapping
{
    public static Wire.LimitsChanged ToWire(this LimitsChanged e) => new() { Limits = e.Limits.ToWire() };

    public static LimitsChanged FromWire(this Wire.LimitsChanged w) => new(WireFormat.Required(w.Limits).FromWire());

    public static Wire.SpecRecorded ToWire(this SpecRecorded e) => new() { Spec = e.Spec.ToWire() };

    public static SpecRecorded FromWire(this Wire.SpecRecorded w) => new(WireFormat.Required(w.Spec).FromWire());

    public static Wire.RunQueued ToWire(this RunQueued e)
    {
        var wire = new Wire.RunQueued
        {
            RunId = e.RunId.ToBytes(),
            SpecId = e.SpecId,
            Schedule = e.Schedule,
            Trigger = e.Trigger.ToWire(),
            ScheduledFor = e.ScheduledFor.ToTicks(),
            At = e.At.ToTicks(),
            Priority = e.Priority,
        };
        if (e.RequestId is { } requestId)
            wire.RequestId = requestId;
        if (e.RequestedBy is { } requestedBy)
            wire.RequestedBy = requestedBy;
        if (e.TraceParent is { } traceParent)
            wire.TraceParent = traceParent;
        return wire;
    }

    public static RunQueued FromWire(this Wire.RunQueued w) => new()
    {
        RunId = WireFormat.ToId(w.RunId),
        SpecId = w.SpecId,
        Schedule = w.Schedule,
        Trigger = w.Trigger.FromWire(),
        ScheduledFor = WireFormat.ToInstant(w.ScheduledFor),
        At = WireFormat.ToInstant(w.At),
        Priority = w.Priority,
        RequestId = w.HasRequestId ? w.RequestId : null,
        RequestedBy = w.HasRequestedBy ? w.RequestedBy : null,
        TraceParent = w.HasTraceParent ? w.TraceParent : null,
    };

    public static Wire.OccurrencesSkipped ToWire(this OccurrencesSkipped e)
    {
        var wire = new Wire.OccurrencesSkipped
        {
            Schedule = e.Schedule,
            SpecId = e.SpecId,
            Reason = e.Reason.ToWire(),
            Detail = e.Detail,
            At = e.At.ToTicks(),
        };
        wire.Occurrences.Capacity = e.Occurrences.Length;
        foreach (var occurrence in e.Occurrences)
        {
            wire.Occurrences.Add(new Wire.SkippedOccurrence
            {
                RunId = occurrence.RunId.ToBytes(),
                ScheduledFor = occurrence.ScheduledFor.ToTicks(),
            });
        }

        return wire;
    }

    public static OccurrencesSkipped FromWire(this Wire.OccurrencesSkipped w) => new()
    {
        Schedule = w.Schedule,
        SpecId = w.SpecId,
        Occurrences = w.Occurrences.ToArray(static o => new SkippedOccurrence(WireFormat.ToId(o.RunId), WireFormat.ToInstant(o.ScheduledFor))),
        Reason = w.Reason.FromWire(),
        Detail = w.Detail,
        At = WireFormat.ToInstant(w.At),
    };

    public static Wire.AttemptStarted ToWire(this AttemptStarted e) => new()
    {
        RunId = e.RunId.ToBytes(),
        Attempt = e.Attempt,
        FencingToken = e.FencingToken,
        Node = e.Node,
        At = e.At.ToTicks(),
    };

    public static AttemptStarted FromWire(this Wire.AttemptStarted w) => new()
    {
        RunId = WireFormat.ToId(w.RunId),
        Attempt = w.Attempt,
        FencingToken = w.FencingToken,
        Node = w.Node,
        At = WireFormat.ToInstant(w.At),
    };

    public static Wire.AttemptEnded ToWire(this AttemptEnded e)
    {
        var wire = new Wire.AttemptEnded
        {
            RunId = e.RunId.ToBytes(),
            Attempt = e.Attempt,
            Outcome = e.Outcome.ToWire(),
            At = e.At.ToTicks(),
        };
        if (e.RetryAt is { } retryAt)
            wire.RetryAt = retryAt.ToTicks();
        if (e.FinalStatus is { } finalStatus)
            wire.FinalStatus = finalStatus.ToWire();
        if (e.Reason is { } reason)
            wire.Reason = reason;
        return wire;
    }

    public static AttemptEnded FromWire(this Wire.AttemptEnded w) => new()
    {
        RunId = WireFormat.ToId(w.RunId),
        Attempt = w.Attempt,
        Outcome = WireFormat.Required(w.Outcome).FromWire(),
        At = WireFormat.ToInstant(w.At),
        RetryAt = w.HasRetryAt ? WireFormat.ToInstant(w.RetryAt) : null,
        FinalStatus = w.HasFinalStatus ? w.FinalStatus.FromWire() : null,
        Reason = w.HasReason ? w.Reason : null,
    };

    public static Wire.RunCancelRequested ToWire(this RunCancelRequested e) => new()
    {
        RunId = e.RunId.ToBytes(),
        By = e.By,
        Reason = e.Reason,
        At = e.At.ToTicks(),
    };

    public static RunCancelRequested FromWire(this Wire.RunCancelRequested w) =>
        new(WireFormat.ToId(w.RunId), w.By, w.Reason, WireFormat.ToInstant(w.At));

    public static Wire.RunEnded ToWire(this RunEnded e)
    {
        var wire = new Wire.RunEnded
        {
            RunId = e.RunId.ToBytes(),
            Status = e.Status.ToWire(),
            Reason = e.Reason,
            At = e.At.ToTicks(),
        };
        if (e.Detail is { } detail)
            wire.Detail = detail;
        return wire;
    }

    public static RunEnded FromWire(this Wire.RunEnded w) => new()
    {
        RunId = WireFormat.ToId(w.RunId),
        Status = w.Status.FromWire(),
        Reason = w.Reason,
        Detail = w.HasDetail ? w.Detail : null,
        At = WireFormat.ToInstant(w.At),
    };
}
