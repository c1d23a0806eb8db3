using System.Collections.Immutable;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Scheduling;

/// <summary>
/// What was given to tenants and is not acknowledged yet. A tenant has one batch under way at a time, so that the
/// occurrences of a schedule reach it in their order however often a batch is sent; the others wait here. The
/// watermark is the time of the newest tick before which nothing is open.
/// </summary>
internal sealed class DispatchLedger
{
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly Queue<Tick> _ticks = new();
    private readonly Dictionary<string, Backlog> _backlogs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);

    // The tenants that got something in this tick and have nothing under way.
    private readonly List<Lane> _toSend = [];
    private Tick? _current;
    private long _lastBatchId;

    /// <summary>How many batches are under way.</summary>
    public int UnderWay { get; private set; }

    /// <summary>The time of the newest tick before which nothing is open; null before the first.</summary>
    public DateTimeOffset? Settled { get; private set; }

    /// <summary>Whether this very backlog of the schedule was added and is not acknowledged yet.</summary>
    public bool Has(string schedule, Backlog backlog) => _backlogs.GetValueOrDefault(schedule) == backlog;

    /// <summary>Whether occurrences of the schedule were added and are not acknowledged yet.</summary>
    public bool HasOpen(string schedule) => _open.ContainsKey(schedule);

    /// <summary>Starts a tick: what is added from now on is due at or before <paramref name="now"/>.</summary>
    public void BeginTick(DateTimeOffset now) => _current = new Tick(now);

    /// <summary>Adds a schedule's due occurrences to the tick.</summary>
    public void Add(string tenantId, TenantLimits limits, DueSchedule due, Backlog? backlog = null)
    {
        var tick = _current ?? throw new InvalidOperationException("No tick was begun.");
        tick.Open++;
        _open[due.Spec.Schedule] = _open.GetValueOrDefault(due.Spec.Schedule) + 1;
        if (!_lanes.TryGetValue(tenantId, out var lane))
            _lanes.Add(tenantId, lane = new Lane(tenantId));
        if (lane.UnderWay is null && lane.Waiting.Count == 0)
            _toSend.Add(lane);
        lane.Limits = limits;
        if (backlog is not null)
            _backlogs[due.Spec.Schedule] = backlog;
        lane.Waiting.Add(new Item(tick, due, backlog));
    }

    /// <summary>Ends the tick and gives the batches to send now.</summary>
    public ImmutableArray<RunDue> EndTick(DateTimeOffset now)
    {
        // A tick in which nothing was due says nothing new.
        if (_current is { Open: > 0 } tick)
            _ticks.Enqueue(tick);
        _current = null;
        var batches = ImmutableArray.CreateBuilder<RunDue>();
        foreach (var lane in _toSend)
        {
            if (Take(lane, now) is { } batch)
                batches.Add(batch);
        }

        _toSend.Clear();
        return batches.ToImmutable();
    }

    /// <summary>
    /// Takes an acknowledgement; gives the tenant's next batch, or null when there is none. <paramref name="backlogs"/> are the
    /// backlogs in the acknowledged batch, by schedule.
    /// </summary>
    public RunDue? Acknowledge(RunDueAck ack, DateTimeOffset now, out ImmutableArray<KeyValuePair<string, Backlog>> backlogs)
    {
        backlogs = [];
        if (!_lanes.TryGetValue(ack.TenantId, out var lane) || lane.UnderWay?.BatchId != ack.BatchId)
            return null;
        backlogs = [.. lane.Sent.Where(item => item.Backlog is not null).Select(item => KeyValuePair.Create(item.Due.Spec.Schedule, item.Backlog!))];
        foreach (var (schedule, backlog) in backlogs)
        {
            if (Has(schedule, backlog))
                _backlogs.Remove(schedule);
        }

        foreach (var item in lane.Sent)
            Close(item);
        lane.Sent.Clear();
        lane.UnderWay = null;
        UnderWay--;
        Settle();
        var next = Take(lane, now);
        if (next is null)
            _lanes.Remove(ack.TenantId);
        return next;
    }

    /// <summary>The batches that were last sent before <paramref name="sentBefore"/> and are to be sent again, with how long they wait.</summary>
    public ImmutableArray<(RunDue Batch, TimeSpan Waits)> Overdue(DateTimeOffset sentBefore, DateTimeOffset now)
    {
        var batches = ImmutableArray.CreateBuilder<(RunDue, TimeSpan)>();
        foreach (var lane in _lanes.Values)
        {
            if (lane.UnderWay is { } batch && lane.SentAt < sentBefore)
            {
                lane.SentAt = now;
                batches.Add((batch, now - lane.FirstSentAt));
            }
        }

        return batches.ToImmutable();
    }

    private RunDue? Take(Lane lane, DateTimeOffset now)
    {
        if (lane.Waiting.Count == 0)
            return null;
        lane.Sent.AddRange(lane.Waiting);
        lane.Waiting.Clear();
        lane.SentAt = now;
        lane.FirstSentAt = now;
        lane.UnderWay = new RunDue(lane.TenantId, ++_lastBatchId, lane.Limits, [.. lane.Sent.Select(item => item.Due)]);
        UnderWay++;
        return lane.UnderWay;
    }

    private void Close(Item item)
    {
        item.Tick.Open--;
        var schedule = item.Due.Spec.Schedule;
        if (--_open[schedule] == 0)
            _open.Remove(schedule);
    }

    private void Settle()
    {
        while (_ticks.TryPeek(out var tick) && tick.Open == 0)
            Settled = _ticks.Dequeue().Time;
    }

    private sealed class Tick(DateTimeOffset time)
    {
        public DateTimeOffset Time { get; } = time;

        public int Open { get; set; }
    }

    private sealed record Item(Tick Tick, DueSchedule Due, Backlog? Backlog);

    private sealed class Lane(string tenantId)
    {
        public string TenantId { get; } = tenantId;

        public TenantLimits Limits { get; set; } = new();

        public List<Item> Waiting { get; } = [];

        public List<Item> Sent { get; } = [];

        public RunDue? UnderWay { get; set; }

        public DateTimeOffset SentAt { get; set; }

        public DateTimeOffset FirstSentAt { get; set; }
    }
}
