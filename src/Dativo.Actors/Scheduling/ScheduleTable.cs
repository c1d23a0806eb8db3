using System.Runtime.InteropServices;
using Dativo.Actors.Configuration;
using Dativo.Actors.Scheduling.Calendar;

namespace Dativo.Actors.Scheduling;

/// <summary>The schedules that fire, in a priority queue by the instant of their next dispatch.</summary>
internal sealed class ScheduleTable
{
    private readonly Dictionary<string, ScheduleEntry> _entries = new(StringComparer.Ordinal);
    private readonly PriorityQueue<ScheduleEntry, DateTimeOffset> _due = new();

    // While very many are put in: they wait here until all are there, and many of them share their rule and with it their next occurrence.
    private List<(ScheduleEntry, DateTimeOffset)>? _queued;
    private Dictionary<IScheduleRule, (DateTimeOffset Cursor, DateTimeOffset? Next)>? _nexts;
    private readonly Dictionary<string, DateTimeOffset> _last = new(StringComparer.Ordinal);

    /// <summary>How many schedules are in the table.</summary>
    public int Count => _entries.Count;

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
        var entry = new ScheduleEntry(definition, cursor, NextOf(definition.Rule, cursor));
        entry.WasRunning = entry.DispatchAt > now;
        _entries[definition.Name] = entry;
        Enqueue(entry);
        return entry;
    }

    /// <summary>Takes a schedule out of the table; it may come back.</summary>
    public void Remove(string name) => _entries.Remove(name);

    /// <summary>Takes out what is no longer defined.</summary>
    public void ForgetAllBut(ScheduleCatalog schedules)
    {
        foreach (var name in _entries.Keys.Concat(_last.Keys).Where(name => schedules.Find(name) is null).ToArray())
        {
            _entries.Remove(name);
            _last.Remove(name);
        }
    }

    /// <summary>Puts in so many at once, which is quicker than one after another. What is next is not to be asked for meanwhile.</summary>
    public void PutMany(int count, Action put)
    {
        _entries.EnsureCapacity(count);
        (_queued, _nexts) = ([], new Dictionary<IScheduleRule, (DateTimeOffset, DateTimeOffset?)>(ReferenceEqualityComparer.Instance));
        put();
        _due.EnqueueRange(_queued);
        (_queued, _nexts) = (null, null);
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
        if (entry.DispatchAt is not { } at)
            return;
        if (_queued is null)
            _due.Enqueue(entry, at);
        else
            _queued.Add((entry, at));
    }

    private DateTimeOffset? NextOf(IScheduleRule rule, DateTimeOffset cursor)
    {
        if (_nexts is null)
            return rule.NextAfter(cursor);
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_nexts, rule, out var isKnown);
        if (!isKnown || known.Cursor != cursor)
            known = (cursor, rule.NextAfter(cursor));
        return known.Next;
    }

    private bool IsCurrent(ScheduleEntry entry, DateTimeOffset at) =>
        _entries.TryGetValue(entry.Definition.Name, out var current) && ReferenceEquals(current, entry) && entry.DispatchAt == at;
}
