using System.Collections.Immutable;

namespace Dativo.Actors.Workers;

/// <summary>
/// Who gets the next slot. The tenant that has had least of them by its weight comes first; inside a tenant a higher
/// priority, then who came first. What a tenant has had is slot time: a slot is charged at the time an average run
/// takes when it is given out, and at the time it was really used when it is given back, so that neither many short
/// runs nor a few long ones get more than their share. A tenant that comes begins where the turns stand: it has no
/// credit from when it needed nothing, and one that floods does not starve one with a single run.
/// </summary>
internal sealed class SlotQueue(int slots)
{
    private const double ShortestUse = 0.001;
    private const double LongestAverage = 3600;
    private const double NewestWeighs = 1.0 / 16;
    private const double ForgivenBeyond = 4;

    private readonly Dictionary<string, TenantLine> _lines = new(StringComparer.Ordinal);
    private readonly SortedSet<TenantLine> _waiting = new(TenantLine.ByTurn);
    private readonly Dictionary<string, ImmutableArray<SlotWish>> _wishes = new(StringComparer.Ordinal);
    private readonly HashSet<SlotUse> _uses = [];
    private double _turn;
    private double _average = 1;
    private long _order;

    /// <summary>How many runs of this node wait.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them may start on another node.</summary>
    public int Movable { get; private set; }

    /// <summary>Whether nobody waits: no run of this node, and none of another that asked for a slot here.</summary>
    public bool IsEmpty => _waiting.Count == 0;

    /// <summary>How many tenants something is known of.</summary>
    public int Tenants => _lines.Count;

    // What a tenant may have had more than who is next; beyond that it is forgiven, or it would wait for ages after a
    // time in which nobody else wanted the slots.
    private double Limit => _turn + (ForgivenBeyond * slots * _average);

    public void Add(WaitingRun run, int weight)
    {
        var line = LineOf(run.TenantId);
        Change(line, () =>
        {
            line.Weight = weight;
            line.Add(run with { Order = ++_order });
        });
    }

    /// <summary>The run, which may wait already, starts on this node or not at all: it was promised to.</summary>
    public void Bind(string tenantId, Guid runId)
    {
        var line = LineOf(tenantId);
        Change(line, () =>
        {
            var order = line.Remove(runId)?.Order ?? ++_order;
            line.Add(new WaitingRun(tenantId, runId, int.MaxValue, IsBound: true) { Order = order });
        });
    }

    public bool Remove(string tenantId, Guid runId)
    {
        if (!_lines.TryGetValue(tenantId, out var line))
            return false;
        WaitingRun? removed = null;
        Change(line, () => removed = line.Remove(runId));
        return removed is not null;
    }

    /// <summary>Takes the first run of a tenant that may start on another node.</summary>
    public Guid? TakeMovable(string tenantId)
    {
        if (!_lines.TryGetValue(tenantId, out var line) || line.FirstMovable is not { } run)
            return null;
        Change(line, () => line.Remove(run.RunId));
        return run.RunId;
    }

    /// <summary>What another node wants; takes the place of what it wanted before.</summary>
    public void SetWishes(string peer, ImmutableArray<SlotWish> wishes)
    {
        if (_wishes.Remove(peer, out var former))
        {
            foreach (var wish in former)
                DropWish(peer, wish.TenantId);
        }

        if (wishes.IsDefaultOrEmpty)
            return;
        _wishes.Add(peer, wishes);
        foreach (var wish in wishes)
        {
            var line = LineOf(wish.TenantId);
            Change(line, () =>
            {
                line.Weight = Math.Max(1, wish.Weight);
                line.Wish(peer, wish.Runs);
            });
        }
    }

    /// <summary>Another node needs no slot for that tenant any more.</summary>
    public void DropWish(string peer, string tenantId)
    {
        if (_lines.TryGetValue(tenantId, out var line))
            Change(line, () => line.Wish(peer, 0));
    }

    /// <summary>What this node wants of others: the tenants by their turns.</summary>
    public ImmutableArray<SlotWish> Wishes(int most)
    {
        if (Movable == 0)
            return [];
        return [.. _waiting.Where(static line => line.Movable > 0).Take(most).Select(static line => new SlotWish(line.TenantId, line.Weight, line.Movable))];
    }

    /// <summary>Gives the next slot to whose turn it is; null when nobody waits.</summary>
    public SlotTurn? Take(TimeSpan now)
    {
        if (_waiting.Min is not { } line)
            return null;
        _turn = Math.Max(_turn, line.Had);
        SlotTurn? turn = null;
        Change(line, () =>
        {
            turn = line.First is { } run
                ? new SlotTurn(line.TenantId, line.Remove(run.RunId)!.RunId, null, Charge(line, now))
                : new SlotTurn(line.TenantId, null, line.TakeWish(), Charge(line, now));
            line.Order = ++_order;
        });
        return turn;
    }

    /// <summary>Charges a tenant for a slot that it got out of turn.</summary>
    public SlotUse Begin(string tenantId, TimeSpan now)
    {
        var line = LineOf(tenantId);
        if (IsEmpty)
            _turn = Math.Max(_turn, line.Had);
        SlotUse? use = null;
        Change(line, () => use = Charge(line, now));
        return use!;
    }

    /// <summary>The slot was used until now.</summary>
    public void End(SlotUse use, TimeSpan now)
    {
        var used = Math.Max((now - use.Since).TotalSeconds, ShortestUse);
        _average = Math.Min(_average + ((used - _average) * NewestWeighs), LongestAverage);
        Settle(use, used);
    }

    /// <summary>The slot was not used at all.</summary>
    public void Undo(SlotUse use) => Settle(use, 0);

    /// <summary>Charges what is used for longer than it was charged for, and forgets tenants that nothing is to be known of.</summary>
    public void Refresh(TimeSpan now)
    {
        foreach (var use in _uses)
        {
            var used = (now - use.Since).TotalSeconds;
            if (used <= use.Charged)
                continue;
            Change(use.Line, () => ChargeMore(use, used));
        }

        if (IsEmpty && _uses.Count == 0)
        {
            // Nobody needs anything: who comes next begins with all others.
            _lines.Clear();
            _lines.TrimExcess();
            return;
        }

        foreach (var line in _lines.Values.Where(line => line is { Waits: false, Uses: 0 } && line.Had <= _turn).ToArray())
            _lines.Remove(line.TenantId);
    }

    private TenantLine LineOf(string tenantId)
    {
        if (!_lines.TryGetValue(tenantId, out var line))
            _lines.Add(tenantId, line = new TenantLine(tenantId));
        return line;
    }

    private SlotUse Charge(TenantLine line, TimeSpan now)
    {
        var use = new SlotUse(line, now, _average);
        line.Had = Math.Max(line.Had, _turn) + (_average / use.Weight);
        line.Uses++;
        _uses.Add(use);
        return use;
    }

    private void Settle(SlotUse use, double used)
    {
        if (!_uses.Remove(use))
            return;
        Change(use.Line, () =>
        {
            use.Line.Uses--;
            if (used > use.Charged)
                ChargeMore(use, used);
            else
                use.Line.Had -= (use.Charged - used) / use.Weight;
        });
    }

    private void ChargeMore(SlotUse use, double used)
    {
        var had = use.Line.Had + ((used - use.Charged) / use.Weight);
        use.Line.Had = Math.Max(use.Line.Had, Math.Min(had, Limit));
        use.Charged = used;
    }

    private void Change(TenantLine line, Action change)
    {
        var waited = line.Waits;
        if (waited)
            _waiting.Remove(line);
        Count -= line.Count;
        Movable -= line.Movable;
        change();
        Count += line.Count;
        Movable += line.Movable;
        if (!line.Waits)
            return;
        if (!waited)
        {
            line.Had = Math.Max(line.Had, _turn);
            line.Order = ++_order;
        }

        _waiting.Add(line);
    }
}
