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
    public ImmutableDictionary<string, Registration> Registrations { get; init; } = ImmutableDictionary.Create<string, Registration>(StringComparer.Ordinal);

    /// <summary>The operators' pauses, by schedule; a pause outlives the schedule's definition.</summary>
    public ImmutableDictionary<string, PauseInfo> Pauses { get; init; } = ImmutableDictionary.Create<string, PauseInfo>(StringComparer.Ordinal);

    /// <summary>Since when schedules are held because their job file is broken, by name.</summary>
    public ImmutableDictionary<string, DateTimeOffset> Held { get; init; } = ImmutableDictionary.Create<string, DateTimeOffset>(StringComparer.Ordinal);

    /// <summary>Spans in which a schedule did not fire and whose occurrences are not yet with the tenant, by name.</summary>
    public ImmutableDictionary<string, Backlog> Backlogs { get; init; } = ImmutableDictionary.Create<string, Backlog>(StringComparer.Ordinal);

    /// <summary>The state after an event.</summary>
    public SchedulerState Apply(ISchedulerEvent @event) => @event switch
    {
        WatermarkAdvanced e => this with { Watermark = e.Watermark },
        SchedulesRegistered e => this with
        {
            Registrations = Registrations.SetItems(e.Rules.Select(rule => KeyValuePair.Create(rule.Name, new Registration(rule.Fingerprint, e.At)))),
            Held = Held.RemoveRange(e.Rules.Select(rule => rule.Name)),
            Backlogs = Backlogs.RemoveRange(e.Rules.Select(rule => rule.Name)),
        },
        SchedulesRemoved e => this with
        {
            Registrations = Registrations.RemoveRange(e.Names),
            Held = Held.RemoveRange(e.Names),
            Backlogs = Backlogs.RemoveRange(e.Names),
        },
        SchedulesHeld e => this with { Held = Held.SetItems(e.Names.Select(name => KeyValuePair.Create(name, e.At))) },
        SchedulesReleased e => e.Names.Aggregate(
            this with { Held = Held.RemoveRange(e.Names) },
            (state, name) => Held.TryGetValue(name, out var since) && !Pauses.ContainsKey(name) ? state.WithBacklog(name, since, e.At, paused: false) : state),
        SchedulePaused e => this with { Pauses = Pauses.SetItem(e.Name, e.Pause) },
        ScheduleResumed e => Resume(e),
        BacklogsDispatched e => this with { Backlogs = Backlogs.RemoveRange(e.Names) },
        _ => throw new ArgumentException($"No rule for the event {@event.GetType().Name}.", nameof(@event)),
    };

    private SchedulerState Resume(ScheduleResumed e)
    {
        if (!Pauses.TryGetValue(e.Name, out var pause))
            return this;
        var resumed = this with { Pauses = Pauses.Remove(e.Name) };
        return Registrations.ContainsKey(e.Name) && !Held.ContainsKey(e.Name)
            ? resumed.WithBacklog(e.Name, pause.At, e.At, paused: true)
            : resumed;
    }

    private SchedulerState WithBacklog(string name, DateTimeOffset from, DateTimeOffset until, bool paused)
    {
        // A second span before the first was dispatched: one span over both; occurrences the tenant has are dropped there.
        if (Backlogs.TryGetValue(name, out var earlier) && earlier.From < from)
            from = earlier.From;
        return this with { Backlogs = Backlogs.SetItem(name, new Backlog(from, until, paused)) };
    }
}

/// <summary>A registered rule and the instant from which its occurrences count.</summary>
public sealed record Registration(string Fingerprint, DateTimeOffset EffectiveFrom);

/// <summary>A span (exclusive, inclusive] in which a schedule did not fire; <paramref name="Paused"/> when by an operator's pause.</summary>
public sealed record Backlog(DateTimeOffset From, DateTimeOffset Until, bool Paused);
