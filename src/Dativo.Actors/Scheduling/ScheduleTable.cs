using Dativo.Actors.Configuration;

namespace Dativo.Actors.Scheduling;

/// <summary>The schedules that fire, in a priority queue by the instant of their next dispatch.</summary>
internal sealed class ScheduleTable
{
    private readonly Dictionary<string, ScheduleEntry> _entries = new(StringComparer.Ordinal);
    private readonly PriorityQueue<ScheduleEntry, DateTimeOffset> _due = new();
    private readonly Dictionary<string, DateTimeOffset> _last = new(StringComparer.Ordinal);

    /// <summary>The schedules that are in the table, or were and are not forgotten.</summary>
    public IEnumerable<string> Names => _entries.Keys.Union(_last.Keys, StringComparer.Ordinal);

    /// <summary>The instant of the earliest dispatch; null when nothing is due any more.</summary>
    public DateTimeOffset? NextDispatchAt => Peek()?.DispatchAt;

    /// <summary>The schedule that is dispatched next; null when nothing is due any more.</summary>
    public ScheduleEntry? Peek()
    {
        // An entry that was replaced or removed stays in the queue until it comes to the front.
        while (_due.TryPeek(out var entry, out var at))
        {
            if (IsCurrent(entry, at))
                return entry;
            _due.Dequeue();
        }

        return null;
    }

    public ScheduleEntry? Find(string name) => _entries.GetValueOrDefault(name);

    /// <summary>The newest occurrence of the schedule that was handed over; null when none was.</summary>
    public DateTimeOffset? LastOf(string name) => _last.TryGetValue(name, out var last) ? last : null;

    /// <summary>
    /// Adds or replaces a schedule whose occurrences up to <paramref name="cursor"/> are done with. An entry whose instants
    /// do not change stays, so that definitions which are read again and again leave nothing behind in the queue.
    /// </summary>
    public ScheduleEntry Put(ScheduleDefinition definition, DateTimeOffset cursor, DateTimeOffset now)
    {
        if (_entries.TryGetValue(definition.Name, out var known) && known.TryRedefine(definition, cursor))
            return known;
        var entry = new ScheduleEntry(definition, cursor);
        entry.WasRunning = entry.DispatchAt > now;
        _entries[definition.Name] = entry;
        Enqueue(entry);
        return entry;
    }

    /// <summary>Takes a schedule out of the table; it may come back.</summary>
    public void Remove(string name) => _entries.Remove(name);

    /// <summary>Takes a schedule out that is no longer defined.</summary>
    public void Forget(string name)
    {
        _entries.Remove(name);
        _last.Remove(name);
    }

    /// <summary>Takes the next entry whose dispatch is at or before <paramref name="now"/>; it must be put back with <see cref="Return"/>.</summary>
    public bool TryTakeDue(DateTimeOffset now, out ScheduleEntry entry)
    {
        if (NextDispatchAt is { } at && at <= now)
        {
            entry = _due.Dequeue();
            return true;
        }

        entry = null!;
        return false;
    }

    public void Return(ScheduleEntry entry)
    {
        _last[entry.Definition.Name] = entry.Cursor;
        Enqueue(entry);
    }

    private void Enqueue(ScheduleEntry entry)
    {
        if (entry.DispatchAt is { } at)
            _due.Enqueue(entry, at);
    }

    private bool IsCurrent(ScheduleEntry entry, DateTimeOffset at) =>
        _entries.TryGetValue(entry.Definition.Name, out var current) && ReferenceEquals(current, entry) && entry.DispatchAt == at;
}
