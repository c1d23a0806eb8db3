using System.Collections.Immutable;
using Dativo.Actors.Hosting;
using Dativo.Actors.Jobs;

namespace Dativo.Actors.Tenants;

/// <summary>Between a tenant's memory and its snapshot in Protobuf (tenant.proto).</summary>
internal static class TenantStateMapping
{
    public static Wire.TenantState ToWire(this TenantState state)
    {
        var wire = new Wire.TenantState
        {
            TenantId = state.TenantId,
            Limits = state.Limits.ToWire(),
            FencingToken = state.FencingToken,
        };
        foreach (var spec in state.Specs.Values)
            wire.Specs.Add(spec.ToWire());
        foreach (var (name, schedule) in state.Schedules)
            wire.Schedules.Add(ToWire(name, schedule));
        wire.Runs.Capacity = state.Runs.Count;
        foreach (var run in state.Runs.Values)
            wire.Runs.Add(run.ToWire());
        foreach (var id in state.Active)
            wire.Active.Add(id.ToBytes());
        wire.Requests.Capacity = state.Requests.Count;
        foreach (var request in state.Requests)
            wire.Requests.Add(new Wire.RememberedRequest { RequestId = request.RequestId, RunId = request.RunId.ToBytes() });
        return wire;
    }

    public static TenantState FromWire(this Wire.TenantState w)
    {
        var specs = ImmutableDictionary.CreateBuilder<string, JobSpec>(StringComparer.Ordinal);
        foreach (var wire in w.Specs)
        {
            var spec = wire.FromWire();
            specs.Add(spec.Id, spec);
        }

        var schedules = ImmutableDictionary.CreateBuilder<string, TenantSchedule>(StringComparer.Ordinal);
        foreach (var schedule in w.Schedules)
            schedules.Add(schedule.Name, schedule.FromWire());

        var runs = ImmutableDictionary.CreateBuilder<Guid, Run>();
        var queue = ImmutableSortedSet.CreateBuilder<QueuePlace>();
        foreach (var wire in w.Runs)
        {
            var run = wire.FromWire();
            runs.Add(run.Id, run);
            if (run.Status == RunStatus.Queued)
                queue.Add(QueuePlace.Of(run));
        }

        return new TenantState
        {
            TenantId = w.TenantId,
            Limits = WireFormat.Required(w.Limits).FromWire(),
            Specs = specs.ToImmutable(),
            Schedules = schedules.ToImmutable(),
            Runs = runs.ToImmutable(),
            Queue = queue.ToImmutable(),
            Active = w.Active.ToArray(static id => WireFormat.ToId(id)),
            FencingToken = w.FencingToken,
            Requests = [.. w.Requests.Select(static request => new RememberedRequest(request.RequestId, WireFormat.ToId(request.RunId)))],
        };
    }

    private static Wire.TenantSchedule ToWire(string name, TenantSchedule schedule)
    {
        var wire = new Wire.TenantSchedule { Name = name, Active = schedule.Active, Queued = schedule.Queued };
        if (schedule.CurrentSpecId is { } specId)
            wire.CurrentSpecId = specId;
        if (schedule.AcceptedUntil is { } acceptedUntil)
            wire.AcceptedUntil = acceptedUntil.ToTicks();
        return wire;
    }

    private static TenantSchedule FromWire(this Wire.TenantSchedule w) => new()
    {
        CurrentSpecId = w.HasCurrentSpecId ? w.CurrentSpecId : null,
        AcceptedUntil = w.HasAcceptedUntil ? WireFormat.ToInstant(w.AcceptedUntil) : null,
        Active = w.Active,
        Queued = w.Queued,
    };

    private static Wire.Run ToWire(this Run run)
    {
        var wire = new Wire.Run
        {
            Id = run.Id.ToBytes(),
            SpecId = run.SpecId,
            Schedule = run.Schedule,
            Trigger = run.Trigger.ToWire(),
            ScheduledFor = run.ScheduledFor.ToTicks(),
            QueuedAt = run.QueuedAt.ToTicks(),
            Priority = run.Priority,
            Status = run.Status.ToWire(),
            Attempt = run.Attempt,
            RetriesUsed = run.RetriesUsed,
            FencingToken = run.FencingToken,
        };
        if (run.Node is { } node)
            wire.Node = node;
        if (run.AttemptStartedAt is { } startedAt)
            wire.AttemptStartedAt = startedAt.ToTicks();
        if (run.RetryAt is { } retryAt)
            wire.RetryAt = retryAt.ToTicks();
        if (run.CancelRequested is { } cancel)
            wire.CancelRequested = new Wire.CancelRequest { By = cancel.By, Reason = cancel.Reason };
        if (run.TraceParent is { } traceParent)
            wire.TraceParent = traceParent;
        return wire;
    }

    private static Run FromWire(this Wire.Run w) => new()
    {
        Id = WireFormat.ToId(w.Id),
        SpecId = w.SpecId,
        Schedule = w.Schedule,
        Trigger = w.Trigger.FromWire(),
        ScheduledFor = WireFormat.ToInstant(w.ScheduledFor),
        QueuedAt = WireFormat.ToInstant(w.QueuedAt),
        Priority = w.Priority,
        Status = w.Status.FromWire(),
        Attempt = w.Attempt,
        RetriesUsed = w.RetriesUsed,
        FencingToken = w.FencingToken,
        Node = w.HasNode ? w.Node : null,
        AttemptStartedAt = w.HasAttemptStartedAt ? WireFormat.ToInstant(w.AttemptStartedAt) : null,
        RetryAt = w.HasRetryAt ? WireFormat.ToInstant(w.RetryAt) : null,
        CancelRequested = w.CancelRequested is { } cancel ? new CancelRequest(cancel.By, cancel.Reason) : null,
        TraceParent = w.HasTraceParent ? w.TraceParent : null,
    };
}
