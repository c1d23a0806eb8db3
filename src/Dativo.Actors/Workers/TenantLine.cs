namespace Dativo.Actors.Workers;

/// <summary>
/// What one tenant waits for, and what it has had: its place among the tenants. A line that stands in a sorted set is
/// taken out before its place changes.
/// </summary>
internal sealed class TenantLine(string tenantId)
{
    /// <summary>Who had least comes first, then who waits longest.</summary>
    public static readonly IComparer<TenantLine> ByTurn = Comparer<TenantLine>.Create(static (a, b) =>
        a.Had != b.Had ? a.Had.CompareTo(b.Had) : a.Order.CompareTo(b.Order));

    private static readonly IComparer<WaitingRun> ByPriority = Comparer<WaitingRun>.Create(static (a, b) =>
        a.Priority != b.Priority ? b.Priority.CompareTo(a.Priority) : a.Order.CompareTo(b.Order));

    private readonly Dictionary<Guid, WaitingRun> _byId = [];
    private readonly SortedSet<WaitingRun> _runs = new(ByPriority);
    private readonly SortedDictionary<string, int> _wishes = new(StringComparer.Ordinal);

    public string TenantId => tenantId;

    /// <summary>The tenant's share of slots, against those of others; 1 or more.</summary>
    public int Weight { get; set; } = 1;

    /// <summary>What the tenant has had, in seconds of one slot by its weight; counted from where the turns stood when it came.</summary>
    public double Had { get; set; }

    /// <summary>Among lines that had the same: the lower one comes first.</summary>
    public long Order { get; set; }

    /// <summary>How many slots the tenant uses here.</summary>
    public int Uses { get; set; }

    /// <summary>How many of its runs wait here.</summary>
    public int Count => _runs.Count;

    /// <summary>How many of them may start on another node.</summary>
    public int Movable { get; private set; }

    /// <summary>Whether anything waits, here or on another node that asked for a slot.</summary>
    public bool Waits => _runs.Count > 0 || _wishes.Count > 0;

    public void Add(WaitingRun run)
    {
        if (!_byId.TryAdd(run.RunId, run))
            return;
        _runs.Add(run);
        Movable += run.IsBound ? 0 : 1;
    }

    public WaitingRun? Remove(Guid runId)
    {
        if (!_byId.Remove(runId, out var run))
            return null;
        _runs.Remove(run);
        Movable -= run.IsBound ? 0 : 1;
        return run;
    }

    /// <summary>The run that is first; null when none waits here.</summary>
    public WaitingRun? First => _runs.Min;

    /// <summary>The first run that may start on another node; null when there is none.</summary>
    public WaitingRun? FirstMovable => Movable == 0 ? null : _runs.FirstOrDefault(static run => !run.IsBound);

    /// <summary>How many runs of another node's are to get a slot here.</summary>
    public void Wish(string peer, int runs)
    {
        if (runs > 0)
            _wishes[peer] = runs;
        else
            _wishes.Remove(peer);
    }

    /// <summary>Takes one wish of the node that has the most; null when there is none.</summary>
    public string? TakeWish()
    {
        if (_wishes.Count == 0)
            return null;
        var (peer, runs) = _wishes.MaxBy(static wish => wish.Value);
        Wish(peer, runs - 1);
        return peer;
    }
}
