using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Dativo.Actors.Configuration;
using Dativo.Actors.Jobs;

namespace Dativo.Actors.Scheduling;

/// <summary>A schedule that fires, with the place up to which its occurrences were handed over.</summary>
internal sealed class ScheduleEntry
{
    // Made again when nobody has it any more: kept for each schedule that ever fired, it would be half of what a sleeping tenant takes.
    private WeakReference<JobSpec>? _spec;

    // The occurrence after the next one, when it was asked for; the end of time when there is none.
    private DateTimeOffset? _afterNext;

    public ScheduleEntry(ScheduleDefinition definition, DateTimeOffset cursor)
        : this(definition, cursor, definition.Rule.NextAfter(cursor))
    {
    }

    /// <param name="definition">The schedule.</param>
    /// <param name="cursor">Up to where its occurrences are done with.</param>
    /// <param name="next">Its first occurrence after that; null when there is none.</param>
    public ScheduleEntry(ScheduleDefinition definition, DateTimeOffset cursor, DateTimeOffset? next)
    {
        Definition = definition;
        Offset = OffsetOf(definition);
        Cursor = cursor;
        Next = next;
    }

    public ScheduleDefinition Definition { get; private set; }

    /// <summary>By how much every occurrence is dispatched late: the schedule's fixed part of its jitter.</summary>
    public TimeSpan Offset { get; }

    /// <summary>Occurrences up to here were handed over, or are not this entry's.</summary>
    public DateTimeOffset Cursor { get; private set; }

    /// <summary>The next occurrence; null when there is none any more.</summary>
    public DateTimeOffset? Next { get; private set; }

    /// <summary>Whether its next occurrence was known before it was due.</summary>
    public bool WasRunning { get; set; }

    /// <summary>When the next occurrence is dispatched; null when there is none any more.</summary>
    public DateTimeOffset? DispatchAt => Next + Offset;

    /// <summary>
    /// Whether the next occurrence is the only one up to <paramref name="until"/>, and on time: what nearly every one is, and needs no plan.
    /// </summary>
    public bool IsAloneAndOnTime(DateTimeOffset until)
    {
        if (!WasRunning || Next is not { } next || next > until || until - next > CatchupPlan.HiccupGrace)
            return false;
        _afterNext ??= Definition.Rule.NextAfter(next) ?? DateTimeOffset.MaxValue;
        return _afterNext > until;
    }

    /// <summary>What its occurrences run by.</summary>
    public JobSpec Spec
    {
        get
        {
            if (_spec is not null && _spec.TryGetTarget(out var spec))
                return spec;
            spec = SpecOf(Definition);
            _spec = new WeakReference<JobSpec>(spec);
            return spec;
        }
    }

    /// <summary>Everything up to <paramref name="newest"/>, an occurrence, was handed over.</summary>
    public void Advance(DateTimeOffset newest)
    {
        Next = newest == Next && _afterNext is { } known
            ? known == DateTimeOffset.MaxValue ? null : known
            : Definition.Rule.NextAfter(newest);
        Cursor = newest;
        _afterNext = null;
        WasRunning = true;
    }

    /// <summary>Takes a definition with the same instants and the same tenant; false, and no change, for any other.</summary>
    public bool TryRedefine(ScheduleDefinition definition, DateTimeOffset cursor)
    {
        if (cursor != Cursor
            || definition.Rule.Fingerprint != Definition.Rule.Fingerprint
            || OffsetOf(definition) != Offset
            || definition.Job?.TenantId != Definition.Job?.TenantId)
        {
            return false;
        }

        Definition = definition;
        _spec = null;
        return true;
    }

    public static JobSpec SpecOf(ScheduleDefinition definition) => new()
    {
        Schedule = definition.Name,
        ConfigFile = definition.ConfigFile,
        Command = definition.Command ?? [],
        MaxConcurrentRuns = definition.MaxConcurrentRuns,
        Overlap = definition.Overlap,
        Timeout = definition.Timeout,
        Priority = definition.Priority,
        Retry = definition.Job?.Retry ?? RetryPolicy.None,
        Tags = definition.Tags,
    };

    // One offset per schedule, not per occurrence: occurrences stay in their order, on every node and after every restart.
    public static TimeSpan OffsetOf(ScheduleDefinition definition)
    {
        if (definition.Jitter <= TimeSpan.Zero)
            return TimeSpan.Zero;
        var hash = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(definition.Name)));
        return TimeSpan.FromMilliseconds(Math.Floor(definition.Jitter.TotalMilliseconds * hash / uint.MaxValue));
    }
}
