using System.Collections.Immutable;
using Dativo.Actors.Hosting;

namespace Dativo.Actors.Scheduling;

/// <summary>Between the scheduler's events, snapshot and messages and their Protobuf messages (scheduler.proto).</summary>
internal static class SchedulerMapping
{
    public static Wire.WatermarkAdvanced ToWire(this WatermarkAdvanced e) => new() { Watermark = e.Watermark.ToTicks() };

    public static WatermarkAdvanced FromWire(this Wire.WatermarkAdvanced w) => new(WireFormat.ToInstant(w.Watermark));

    public static Wire.SchedulesRegistered ToWire(this SchedulesRegistered e)
    {
        var wire = new Wire.SchedulesRegistered { At = e.At.ToTicks() };
        wire.Rules.Capacity = e.Rules.Length;
        foreach (var rule in e.Rules)
            wire.Rules.Add(new Wire.RegisteredRule { Name = rule.Name, Fingerprint = rule.Fingerprint });
        return wire;
    }

    public static SchedulesRegistered FromWire(this Wire.SchedulesRegistered w) =>
        new(WireFormat.ToInstant(w.At), ShareFingerprints(w.Rules));

    // Many schedules have few rules: one text for each.
    private static ImmutableArray<RegisteredRule> ShareFingerprints(IReadOnlyList<Wire.RegisteredRule> rules)
    {
        var shared = new TextPool();
        var registered = ImmutableArray.CreateBuilder<RegisteredRule>(rules.Count);
        foreach (var rule in rules)
            registered.Add(new RegisteredRule(rule.Name, shared.Of(rule.Fingerprint)));
        return registered.MoveToImmutable();
    }

    public static Wire.SchedulesRemoved ToWire(this SchedulesRemoved e)
    {
        var wire = new Wire.SchedulesRemoved { At = e.At.ToTicks() };
        wire.Names.AddAll(e.Names);
        return wire;
    }

    public static SchedulesRemoved FromWire(this Wire.SchedulesRemoved w) => new(WireFormat.ToInstant(w.At), w.Names.ToArray());

    public static Wire.SchedulesHeld ToWire(this SchedulesHeld e)
    {
        var wire = new Wire.SchedulesHeld { At = e.At.ToTicks() };
        wire.Names.AddAll(e.Names);
        return wire;
    }

    public static SchedulesHeld FromWire(this Wire.SchedulesHeld w) => new(WireFormat.ToInstant(w.At), w.Names.ToArray());

    public static Wire.SchedulesReleased ToWire(this SchedulesReleased e)
    {
        var wire = new Wire.SchedulesReleased { At = e.At.ToTicks() };
        wire.Names.AddAll(e.Names);
        return wire;
    }

    public static SchedulesReleased FromWire(this Wire.SchedulesReleased w) => new(WireFormat.ToInstant(w.At), w.Names.ToArray());

    public static Wire.SchedulePaused ToWire(this SchedulePaused e) => new() { Name = e.Name, Pause = e.Pause.ToWire() };

    public static SchedulePaused FromWire(this Wire.SchedulePaused w) => new(w.Name, WireFormat.Required(w.Pause).FromWire());

    public static Wire.ScheduleResumed ToWire(this ScheduleResumed e) => new() { Name = e.Name, By = e.By, At = e.At.ToTicks() };

    public static ScheduleResumed FromWire(this Wire.ScheduleResumed w) => new(w.Name, w.By, WireFormat.ToInstant(w.At));

    public static Wire.BacklogsDispatched ToWire(this BacklogsDispatched e)
    {
        var wire = new Wire.BacklogsDispatched();
        wire.Names.AddAll(e.Names);
        return wire;
    }

    public static BacklogsDispatched FromWire(this Wire.BacklogsDispatched w) => new(w.Names.ToArray());

    public static Wire.SchedulerState ToWire(this SchedulerState state)
    {
        var wire = new Wire.SchedulerState();
        if (state.Watermark is { } watermark)
            wire.Watermark = watermark.ToTicks();
        foreach (var (name, registration) in state.Registrations)
            wire.Registrations.Add(name, new Wire.Registration { Fingerprint = registration.Fingerprint, EffectiveFrom = registration.EffectiveFrom.ToTicks() });
        foreach (var (name, pause) in state.Pauses)
            wire.Pauses.Add(name, pause.ToWire());
        wire.Held.Capacity = state.Held.Count;
        foreach (var name in state.Held)
            wire.Held.Add(name);
        foreach (var (name, since) in state.SilentSince)
            wire.SilentSince.Add(name, since.ToTicks());
        foreach (var (name, backlog) in state.Backlogs)
            wire.Backlogs.Add(name, new Wire.Backlog { From = backlog.From.ToTicks(), Until = backlog.Until.ToTicks(), Paused = backlog.Paused });
        return wire;
    }

    public static SchedulerState FromWire(this Wire.SchedulerState w)
    {
        var held = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (var name in w.Held)
            held.Add(name);
        var shared = new TextPool();
        return new SchedulerState
        {
            Watermark = w.HasWatermark ? WireFormat.ToInstant(w.Watermark) : null,
            Registrations = RegistrationTable.Of(
                w.Registrations.Count,
                w.Registrations.Select(r => KeyValuePair.Create(r.Key, new Registration(shared.Of(r.Value.Fingerprint), WireFormat.ToInstant(r.Value.EffectiveFrom))))),
            Pauses = w.Pauses.ToDictionary(static pause => pause.FromWire()),
            Held = held.ToImmutable(),
            SilentSince = w.SilentSince.ToDictionary(static since => WireFormat.ToInstant(since)),
            Backlogs = w.Backlogs.ToDictionary(static b => new Backlog(WireFormat.ToInstant(b.From), WireFormat.ToInstant(b.Until), b.Paused)),
        };
    }

    public static Wire.GetSchedules ToWire(this GetSchedules m)
    {
        var wire = new Wire.GetSchedules { Limit = m.Limit };
        if (m.After is { } after)
            wire.After = after;
        return wire;
    }

    public static GetSchedules FromWire(this Wire.GetSchedules w) => new(w.HasAfter ? w.After : null, w.Limit);

    public static Wire.GetSchedule ToWire(this GetSchedule m) => new() { Name = m.Name };

    public static GetSchedule FromWire(this Wire.GetSchedule w) => new(w.Name);

    public static Wire.TriggerSchedule ToWire(this TriggerSchedule m) => new() { Name = m.Name, RequestId = m.RequestId, By = m.By };

    public static TriggerSchedule FromWire(this Wire.TriggerSchedule w) => new(w.Name, w.RequestId, w.By);

    public static Wire.PauseSchedule ToWire(this PauseSchedule m)
    {
        var wire = new Wire.PauseSchedule { Name = m.Name, By = m.By };
        if (m.Reason is { } reason)
            wire.Reason = reason;
        if (m.Until is { } until)
            wire.Until = until.ToTicks();
        return wire;
    }

    public static PauseSchedule FromWire(this Wire.PauseSchedule w) =>
        new(w.Name, w.By, w.HasReason ? w.Reason : null, w.HasUntil ? WireFormat.ToInstant(w.Until) : null);

    public static Wire.ResumeSchedule ToWire(this ResumeSchedule m) => new() { Name = m.Name, By = m.By };

    public static ResumeSchedule FromWire(this Wire.ResumeSchedule w) => new(w.Name, w.By);

    public static Wire.SchedulePage ToWire(this SchedulePage m)
    {
        var wire = new Wire.SchedulePage { More = m.More };
        wire.Schedules.Capacity = m.Schedules.Length;
        foreach (var schedule in m.Schedules)
            wire.Schedules.Add(schedule.ToWire());
        return wire;
    }

    public static SchedulePage FromWire(this Wire.SchedulePage w) => new(w.Schedules.ToArray(static schedule => schedule.FromWire()), w.More);

    public static Wire.ScheduleReply ToWire(this ScheduleReply m) => new() { Schedule = m.Schedule?.ToWire() };

    public static ScheduleReply FromWire(this Wire.ScheduleReply w) => new(w.Schedule?.FromWire());

    public static Wire.TriggerRefused ToWire(this TriggerRefused m)
    {
        var wire = new Wire.TriggerRefused { Name = m.Name };
        if (m.Reason is { } reason)
            wire.Reason = reason;
        return wire;
    }

    public static TriggerRefused FromWire(this Wire.TriggerRefused w) => new(w.Name, w.HasReason ? w.Reason : null);

    private static Wire.ScheduleView ToWire(this ScheduleView view)
    {
        var wire = new Wire.ScheduleView
        {
            Name = view.Name,
            Rule = view.Rule,
            Timezone = view.Timezone,
            State = WireFormat.EnumToWire<ScheduleStatus, Wire.ScheduleStatus>(view.State),
            Pause = view.Pause?.ToWire(),
            ConfigFile = view.ConfigFile,
            MaxConcurrentRuns = view.MaxConcurrentRuns,
        };
        if (view.TenantId is { } tenantId)
            wire.TenantId = tenantId;
        if (view.InvalidReason is { } invalidReason)
            wire.InvalidReason = invalidReason;
        if (view.NextAt is { } nextAt)
            wire.NextAt = nextAt.ToTicks();
        if (view.LastAt is { } lastAt)
            wire.LastAt = lastAt.ToTicks();
        if (view.Description is { } description)
            wire.Description = description;
        wire.Tags.AddAll(view.Tags);
        return wire;
    }

    private static ScheduleView FromWire(this Wire.ScheduleView w) => new()
    {
        Name = w.Name,
        TenantId = w.HasTenantId ? w.TenantId : null,
        Rule = w.Rule,
        Timezone = w.Timezone,
        State = WireFormat.EnumFromWire<Wire.ScheduleStatus, ScheduleStatus>(w.State),
        Pause = w.Pause?.FromWire(),
        InvalidReason = w.HasInvalidReason ? w.InvalidReason : null,
        NextAt = w.HasNextAt ? WireFormat.ToInstant(w.NextAt) : null,
        LastAt = w.HasLastAt ? WireFormat.ToInstant(w.LastAt) : null,
        ConfigFile = w.ConfigFile,
        Description = w.HasDescription ? w.Description : null,
        MaxConcurrentRuns = w.MaxConcurrentRuns,
        Tags = w.Tags.ToSortedDictionary(),
    };

    private static Wire.PauseInfo ToWire(this PauseInfo pause)
    {
        var wire = new Wire.PauseInfo { By = pause.By, At = pause.At.ToTicks() };
        if (pause.Reason is { } reason)
            wire.Reason = reason;
        if (pause.Until is { } until)
            wire.Until = until.ToTicks();
        return wire;
    }

    private static PauseInfo FromWire(this Wire.PauseInfo w) =>
        new(w.By, WireFormat.ToInstant(w.At), w.HasReason ? w.Reason : null, w.HasUntil ? WireFormat.ToInstant(w.Until) : null);
}
