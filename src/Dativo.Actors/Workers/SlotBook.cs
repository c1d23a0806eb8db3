using System.Collections.Immutable;

namespace Dativo.Actors.Workers;

/// <summary>
/// A node's slots: who has one, who waits for one, here and on other nodes, and to whom one was offered. Decides and
/// remembers; the worker acts. Slots that nobody waits for are lent to the board, where tenants take them: where runs are very short,
/// more of them than there are, because they will be free by the time the runs are stored. Times are those of a monotonic clock.
/// </summary>
internal sealed class SlotBook(int slots, SlotBoard board)
{
    /// <summary>A launch in a slot taken from the board does not come any more after this time.</summary>
    public static readonly TimeSpan TakenLimit = TimeSpan.FromSeconds(30);

    /// <summary>How long a run that took a slot from the board may have to wait for it, by what runs took lately.</summary>
    public static readonly TimeSpan LentAhead = TimeSpan.FromMilliseconds(50);

    /// <summary>How long an offered slot is kept for an answer.</summary>
    public static readonly TimeSpan OfferLimit = TimeSpan.FromSeconds(3);

    /// <summary>After this time without news, nothing is known of another node.</summary>
    public static readonly TimeSpan NewsLimit = TimeSpan.FromSeconds(7);

    /// <summary>How many tenants a node wishes slots for at most; more have their turn later.</summary>
    public const int MostWishes = 100;

    private const double NewestWeighs = 1.0 / 16;
    private static readonly TimeSpan ShortestRun = TimeSpan.FromMilliseconds(1);

    private readonly SlotQueue _queue = new(slots);
    private readonly Dictionary<Guid, SlotUse> _held = [];
    private readonly Dictionary<long, Offer> _offers = [];
    private readonly Dictionary<string, Peer> _peers = new(StringComparer.Ordinal);
    private long _offerId;

    private TimeSpan _averageRun = TimeSpan.FromMinutes(1);

    // Of these some are on the board, and the others are taken, until their launches come.
    private int _lent;
    private int _leastTaken;
    private TimeSpan _takenSince;

    /// <summary>All slots.</summary>
    public int Slots => slots;

    /// <summary>Slots that have a run, or are kept for one.</summary>
    public int SlotsInUse => Math.Min(slots, Busy + Taken);

    /// <summary>How many runs of this node wait.</summary>
    public int Waiting => _queue.Count;

    /// <summary>How many of them may start on another node.</summary>
    public int Movable => _queue.Movable;

    /// <summary>Whether nobody waits, here or on another node that asked for a slot here.</summary>
    public bool NobodyWaits => _queue.IsEmpty;

    /// <summary>Whether runs wait here that another node is known to have slots for.</summary>
    public bool HelpIsNear => _queue.Movable > 0 && _peers.Values.Any(static peer => peer.Free > 0);

    /// <summary>Whether the run has a slot here.</summary>
    public bool Holds(Guid runId) => _held.ContainsKey(runId);

    /// <summary>A run waits from now on.</summary>
    public void Want(WaitingRun run, int weight) => _queue.Add(run, Math.Max(1, weight));

    /// <summary>The run, which may wait already, starts on this node or not at all; it comes before the tenant's others.</summary>
    public void Bind(string tenantId, Guid runId) => _queue.Bind(tenantId, runId);

    /// <summary>The run needs no slot any more: it leaves the queue, or gives its slot back.</summary>
    public void Release(string tenantId, Guid runId, TimeSpan now)
    {
        _queue.Remove(tenantId, runId);
        if (_held.Remove(runId, out var use))
            _queue.End(use, now);
    }

    /// <summary>Keeps a free slot for a run, out of turn; false when none is free.</summary>
    public bool Hold(string tenantId, Guid runId, TimeSpan now) => !_held.ContainsKey(runId) && TryFree() && HoldFree(tenantId, runId, now);

    /// <summary>
    /// The run has taken a slot from the board; false when that slot is not free yet, or the book knows of none that was taken.
    /// </summary>
    public bool HoldTaken(string tenantId, Guid runId, TimeSpan now)
    {
        if (Taken == 0 || _held.ContainsKey(runId))
            return false;
        _lent--;
        return Busy < slots && HoldFree(tenantId, runId, now);
    }

    /// <summary>An attempt has ended that ran for that long.</summary>
    public void Ran(TimeSpan duration)
    {
        var counted = duration < ShortestRun ? ShortestRun : duration;
        _averageRun += (counted - _averageRun) * NewestWeighs;
    }

    /// <summary>Lends the slots that nobody waits for to the board, and takes back what is too much.</summary>
    public void LendSpare()
    {
        if (!NobodyWaits)
            return;
        var free = Math.Max(0, slots - Busy);
        var spare = free + (int)(slots * (LentAhead / _averageRun));
        while (_lent > spare && TakeBackOne())
        {
        }

        if (_lent >= spare)
            return;
        board.Put(spare - _lent);
        _lent = spare;
    }

    /// <summary>Takes back what is on the board: nothing more is to start here.</summary>
    public void TakeBack()
    {
        while (TakeBackOne())
        {
        }
    }

    /// <summary>Gives a free slot to whose turn it is; null when no slot is free, or nobody waits.</summary>
    public SlotGrant? Grant(TimeSpan now)
    {
        if (NobodyWaits || !TryFree() || _queue.Take(now) is not { } turn)
            return null;
        if (turn.RunId is { } runId)
        {
            _held.Add(runId, turn.Use);
            return new SlotGrant.ToRun(runId);
        }

        _offers.Add(++_offerId, new Offer(turn.Peer!, turn.TenantId, turn.Use, now + OfferLimit));
        return new SlotGrant.ToPeer(turn.Peer!, _offerId, turn.TenantId);
    }

    /// <summary>Another node's run takes the slot that was offered, or another free one when the answer is late; false when there is none.</summary>
    public bool Take(long offerId, string tenantId, Guid runId, TimeSpan now)
    {
        if (!_offers.TryGetValue(offerId, out var offer) || offer.TenantId != tenantId)
            return Hold(tenantId, runId, now);
        _offers.Remove(offerId);
        _queue.Remove(tenantId, runId);
        if (_held.TryAdd(runId, offer.Use))
            return true;
        _queue.Undo(offer.Use);
        return false;
    }

    /// <summary>The other node has no run for the slot: it is free, and nothing more is offered until that node asks again.</summary>
    public void Decline(long offerId, string tenantId)
    {
        if (!_offers.TryGetValue(offerId, out var offer) || offer.TenantId != tenantId)
            return;
        _offers.Remove(offerId);
        _queue.Undo(offer.Use);
        _queue.DropWish(offer.Peer, tenantId);
    }

    /// <summary>Chooses the run that takes a slot of another node, and forgets it; null when the tenant has none that may.</summary>
    public Guid? TakeAway(string tenantId) => _queue.TakeMovable(tenantId);

    /// <summary>What another node says of itself, and what it wants.</summary>
    public void Heard(WorkerNews news, TimeSpan now)
    {
        _peers[news.Node] = new Peer(news, now);
        _queue.SetWishes(news.Node, news.Wishes);
    }

    /// <summary>Another node is gone, and with it what it wanted and what it was offered.</summary>
    public void Forget(string peer)
    {
        _peers.Remove(peer);
        _queue.SetWishes(peer, []);
        foreach (var (id, offer) in _offers.Where(offer => offer.Value.Peer == peer).ToArray())
            Withdraw(id, offer);
    }

    /// <summary>Forgets what is too old, and charges for slots in use; to be called every few seconds.</summary>
    public void Refresh(TimeSpan now)
    {
        foreach (var (id, offer) in _offers.Where(offer => offer.Value.Until <= now).ToArray())
        {
            // It did not answer: it is asked again when it has said something new.
            Withdraw(id, offer);
            _queue.SetWishes(offer.Peer, []);
        }

        foreach (var (node, _) in _peers.Where(peer => peer.Value.At + NewsLimit <= now).ToArray())
            Forget(node);
        _queue.Refresh(now);
        ForgetTaken(now);
    }

    /// <summary>What this node wants of others.</summary>
    public ImmutableArray<SlotWish> Wishes() => _queue.Wishes(MostWishes);

    /// <summary>
    /// Whom to ask: the least loaded nodes that have enough free slots together, or, when they have not, all, so that the
    /// next slot that is free anywhere goes to whose turn it is. <paramref name="all"/>: all in any case, because those that
    /// were asked gave nothing.
    /// </summary>
    public ImmutableHashSet<string> Helpers(bool all = false)
    {
        var needed = all ? int.MaxValue : _queue.Movable;
        if (_queue.Movable == 0)
            return [];
        var open = _peers.Where(static peer => peer.Value.News.TakesRuns).ToArray();
        var helpers = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (var (node, peer) in open
            .Where(static peer => peer.Value.Free > 0)
            .OrderByDescending(static peer => (double)peer.Value.Free / peer.Value.News.Slots)
            .ThenBy(static peer => peer.Key, StringComparer.Ordinal))
        {
            helpers.Add(node);
            needed -= peer.Free;
            if (needed <= 0)
                return helpers.ToImmutable();
        }

        return [.. open.Select(static peer => peer.Key)];
    }

    /// <summary>How full this node and those it has heard of are.</summary>
    public SlotOverview Overview() => new(
        SlotsInUse + _peers.Values.Sum(static peer => peer.News.SlotsInUse),
        slots + _peers.Values.Sum(static peer => peer.News.Slots),
        1 + _peers.Count,
        Waiting + _peers.Values.Sum(static peer => peer.News.Waiting));

    private int Busy => _held.Count + _offers.Count;

    private int Taken => Math.Max(0, _lent - board.Spare);

    // Who waits comes before the board.
    private bool TryFree()
    {
        while (Busy + _lent >= slots)
        {
            if (Busy >= slots || !TakeBackOne())
                return false;
        }

        return true;
    }

    private bool TakeBackOne()
    {
        if (_lent == 0 || !board.TryTake())
            return false;
        _lent--;
        return true;
    }

    private bool HoldFree(string tenantId, Guid runId, TimeSpan now)
    {
        _queue.Remove(tenantId, runId);
        _held.Add(runId, _queue.Begin(tenantId, now));
        return true;
    }

    // So many were taken all the time: whoever took them is gone. Should its launch come all the same, it waits for a slot.
    private void ForgetTaken(TimeSpan now)
    {
        _leastTaken = Math.Min(_leastTaken, Taken);
        if (now - _takenSince < TakenLimit)
            return;
        _lent -= _leastTaken;
        (_leastTaken, _takenSince) = (Taken, now);
    }

    private void Withdraw(long id, Offer offer)
    {
        _offers.Remove(id);
        _queue.Undo(offer.Use);
    }

    private sealed record Offer(string Peer, string TenantId, SlotUse Use, TimeSpan Until);

    private sealed record Peer(WorkerNews News, TimeSpan At)
    {
        public int Free => News.TakesRuns ? Math.Max(0, News.Slots - News.SlotsInUse) : 0;
    }
}
