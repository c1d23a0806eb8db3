using System.Collections.Immutable;

namespace Dativo.Actors.Scheduling;

/// <summary>The scheduler's memory: the watermark, from when each rule counts, and what operators paused.</summary>
public sealed record SchedulerState
{
    /// <summary>The memory of a scheduler that never ran.</summary>
    public static readonly SchedulerState Empty = new();

    /// <summary>All occurrences dispatched up to here were acknowledged by their tenants; null before the first.</summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>The registered schedules, by name.</summary>
    public RegistrationTable Registrations { get; init; } = RegistrationTable.Empty;

    /// <summary>The operators' pauses, by schedule; a pause outlives the schedule's definition.</summary>
    public ImmutableDictionary<string, PauseInfo> Pauses { get; init; } = ImmutableDictionary.Create<string, PauseInfo>(StringComparer.Ordinal);

    /// <summary>The schedules whose job file is broken.</summary>
    public ImmutableHashSet<string> Held { get; init; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Since when schedules that are paused or held do not fire, by name.</summary>
    public ImmutableDictionary<string, DateTimeOffset> SilentSince { get; init; } = ImmutableDictionary.Create<string, DateTimeOffset>(StringComparer.Ordinal);

    /// <summary>Spans in which a schedule did not fire and whose occurrences are not yet with the tenant, by name.</summary>
    public ImmutableDictionary<string, Backlog> Backlogs { get; init; } = ImmutableDictionary.Create<string, Backlog>(StringComparer.Ordinal);

    /// <summary>Whether the schedule is registered and neither paused nor held.</summary>
    public bool Fires(string name) => Fires(name, out _);

    /// <summary>The same, with its registration.</summary>
    internal bool Fires(string name, out Registration registration) =>
        Registrations.TryGetValue(name, out registration)
        && (Pauses.IsEmpty || !Pauses.ContainsKey(name))
        && (Held.IsEmpty || !Held.Contains(name));

    /// <summary>The state after an event.</summary>
    public SchedulerState Apply(ISchedulerEvent @event) => @event switch
    {
        WatermarkAdvanced e => this with { Watermark = e.Watermark },
        SchedulesRegistered e => Register(e),
        SchedulesRemoved e => e.Names.Aggregate(
            this with { Registrations = Registrations.Without(e.Names) },
            (state, name) => state.Forget(name)),
        SchedulesHeld e => e.Names.Aggregate(
            this with { Held = Held.Union(e.Names) },
            (state, name) => state.Silence(name, e.At)),
        SchedulesReleased e => e.Names.Aggregate(
            this with { Held = Held.Except(e.Names) },
            (state, name) => state.EndSilence(name, e.At, paused: false)),
        SchedulePaused e => (this with { Pauses = Pauses.SetItem(e.Name, e.Pause) }).Silence(e.Name, e.Pause.At),
        ScheduleResumed e => (this with { Pauses = Pauses.Remove(e.Name) }).EndSilence(e.Name, e.At, paused: true),
        BacklogsDispatched e => this with { Backlogs = Backlogs.RemoveRange(e.Names) },
        _ => throw new ArgumentException($"No rule for the event {@event.GetType().Name}.", nameof(@event)),
    };

    private SchedulerState Register(SchedulesRegistered e)
    {
        var state = this with { Registrations = Registrations.With(e.Rules.Length, e.Rules.Select(rule => KeyValuePair.Create(rule.Name, new Registration(rule.Fingerprint, e.At)))) };

        // Where nothing was ever silent, which is how all begin, there is nothing to look for in very many.
        if (Held.IsEmpty && Pauses.IsEmpty && SilentSince.IsEmpty && Backlogs.IsEmpty)
            return state;
        return e.Rules.Aggregate(state, (current, rule) => current.Forget(rule.Name).Silence(rule.Name, e.At));
    }

    private SchedulerState Forget(string name) => this with
    {
        Held = Held.Remove(name),
        SilentSince = SilentSince.Remove(name),
        Backlogs = Backlogs.Remove(name),
    };

    private SchedulerState Silence(string name, DateTimeOffset at) =>
        !Registrations.ContainsKey(name) || Fires(name) || SilentSince.ContainsKey(name)
            ? this
            : this with { SilentSince = SilentSince.Add(name, at) };

    private SchedulerState EndSilence(string name, DateTimeOffset at, bool paused)
    {
        if (!Fires(name) || !SilentSince.TryGetValue(name, out var since))
            return this;

        // What was dispatched just before the silence and is not acknowledged belongs to the span, or a successor that goes on
        // from its end would not send it again. So does a silence before this one. What the tenant has it drops.
        var from = since;
        var unsettled = Watermark ?? Registrations[name].EffectiveFrom;
        if (unsettled < from)
            from = unsettled;
        if (Backlogs.TryGetValue(name, out var earlier) && earlier.From < from)
            from = earlier.From;
        return this with
        {
            SilentSince = SilentSince.Remove(name),
            Backlogs = Backlogs.SetItem(name, new Backlog(from, at, paused)),
        };
    }
}

/// <summary>A registered rule and the instant from which its occurrences count.</summary>
public readonly record struct Registration(string Fingerprint, DateTimeOffset EffectiveFrom);

/// <summary>A span (exclusive, inclusive] in which a schedule did not fire; <paramref name="Paused"/> when by an operator's pause.</summary>
public sealed record Backlog(DateTimeOffset From, DateTimeOffset Until, bool Paused);
