using System.Collections.Immutable;
using Dativo.Actors.Configuration;

namespace Dativo.Actors.Scheduling;

/// <summary>Compares a definition with what the scheduler remembers.</summary>
internal static class Registrar
{
    /// <summary>
    /// The events that bring the memory in line with the definition. A new or changed rule counts from <paramref name="now"/>;
    /// a schedule whose job file is broken is held from <paramref name="heldFrom"/>. A schedule that is defined no more, or
    /// disabled, is remembered as long as it <paramref name="hasOpen"/> occurrences that its tenant has not acknowledged.
    /// </summary>
    public static ImmutableArray<ISchedulerEvent> Reconcile(
        SchedulerState state,
        RunnerDefinition definition,
        DateTimeOffset now,
        DateTimeOffset heldFrom,
        Func<string, bool> hasOpen)
    {
        // One look at each: mostly there are very many, and nothing has changed.
        var registered = ImmutableArray.CreateBuilder<RegisteredRule>();
        var broken = new List<string>();
        var known = 0;
        foreach (var schedule in definition.Schedules)
        {
            if (!schedule.Enabled)
                continue;
            var isKnown = state.Registrations.TryGetValue(schedule.Name, out var registration);
            if (isKnown)
                known++;
            if (!isKnown || registration.Fingerprint != schedule.Rule.Fingerprint)
                registered.Add(new RegisteredRule(schedule.Name, schedule.Rule.Fingerprint));
            if (schedule.Job is null)
                broken.Add(schedule.Name);
        }

        var removed = state.Registrations.Count == known ? [] : Removed(state, definition, hasOpen);
        var renewed = registered.Select(rule => rule.Name).ToHashSet(StringComparer.Ordinal);
        var held = broken.Where(name => renewed.Contains(name) || !state.Held.Contains(name)).ToImmutableArray();
        var released = state.Held.IsEmpty ? [] : Released(state, definition, renewed);

        var events = ImmutableArray.CreateBuilder<ISchedulerEvent>();
        if (!removed.IsEmpty)
            events.Add(new SchedulesRemoved(now, removed));
        if (registered.Count > 0)
            events.Add(new SchedulesRegistered(now, registered.ToImmutable()));
        var heldKnown = held.RemoveAll(renewed.Contains);
        if (!heldKnown.IsEmpty)
            events.Add(new SchedulesHeld(heldFrom, heldKnown));
        if (heldKnown.Length < held.Length)
            events.Add(new SchedulesHeld(now, held.RemoveAll(name => !renewed.Contains(name))));
        if (!released.IsEmpty)
            events.Add(new SchedulesReleased(now, released));
        return events.ToImmutable();
    }

    private static ImmutableArray<string> Removed(SchedulerState state, RunnerDefinition definition, Func<string, bool> hasOpen)
    {
        var enabled = definition.Schedules.Where(schedule => schedule.Enabled).Select(schedule => schedule.Name).ToHashSet(StringComparer.Ordinal);
        return [.. state.Registrations.Keys.Where(name => !enabled.Contains(name) && !hasOpen(name)).Order(StringComparer.Ordinal)];
    }

    private static ImmutableArray<string> Released(SchedulerState state, RunnerDefinition definition, HashSet<string> renewed) =>
    [
        .. definition.Schedules
            .Where(schedule => schedule.Enabled && schedule.Job is not null && state.Held.Contains(schedule.Name) && !renewed.Contains(schedule.Name))
            .Select(schedule => schedule.Name)
            .Order(StringComparer.Ordinal),
    ];
}
