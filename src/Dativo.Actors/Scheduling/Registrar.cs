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
        var enabled = definition.Schedules.Where(schedule => schedule.Enabled).ToDictionary(schedule => schedule.Name, StringComparer.Ordinal);
        var registered = enabled.Values
            .Where(schedule => state.Registrations.GetValueOrDefault(schedule.Name)?.Fingerprint != schedule.Rule.Fingerprint)
            .Select(schedule => new RegisteredRule(schedule.Name, schedule.Rule.Fingerprint))
            .ToImmutableArray();
        var removed = state.Registrations.Keys.Where(name => !enabled.ContainsKey(name) && !hasOpen(name)).Order(StringComparer.Ordinal).ToImmutableArray();
        var renewed = registered.Select(rule => rule.Name).ToHashSet(StringComparer.Ordinal);
        var held = enabled.Values
            .Where(schedule => schedule.Job is null && (renewed.Contains(schedule.Name) || !state.Held.Contains(schedule.Name)))
            .Select(schedule => schedule.Name)
            .ToImmutableArray();
        var released = state.Held
            .Where(name => !renewed.Contains(name) && enabled.GetValueOrDefault(name)?.Job is not null)
            .Order(StringComparer.Ordinal)
            .ToImmutableArray();

        var events = ImmutableArray.CreateBuilder<ISchedulerEvent>();
        if (!removed.IsEmpty)
            events.Add(new SchedulesRemoved(now, removed));
        if (!registered.IsEmpty)
            events.Add(new SchedulesRegistered(now, registered));
        var heldKnown = held.RemoveAll(renewed.Contains);
        if (!heldKnown.IsEmpty)
            events.Add(new SchedulesHeld(heldFrom, heldKnown));
        if (heldKnown.Length < held.Length)
            events.Add(new SchedulesHeld(now, held.RemoveAll(name => !renewed.Contains(name))));
        if (!released.IsEmpty)
            events.Add(new SchedulesReleased(now, released));
        return events.ToImmutable();
    }
}
