namespace Dativo.Actors.Scheduling;

/// <summary>
/// Wakes tenants that may have left the memory a few seconds before something of theirs is due, so that their recovery costs no lateness.
/// Many that are due together are woken one after another, the first of them as much earlier as that takes: woken at once they would
/// neither be ready in time nor leave room for what is due before.
/// </summary>
internal sealed class TenantAlarm(TimeSpan ahead, TimeSpan sleepsAfter, int wakesPerSecond = TenantAlarm.WakesPerSecond)
{
    /// <summary>How many tenants are woken in a second, unless more are left than there is time for.</summary>
    public const int WakesPerSecond = 1_000;

    /// <summary>How much earlier than usual the first of many is woken at most: it must not sleep again before its time comes.</summary>
    public static readonly TimeSpan LongestLead = TimeSpan.FromSeconds(60);

    // Those of a moment are woken together: a look for each would cost more than it.
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    // By the second in which something is due.
    private readonly SortedDictionary<DateTimeOffset, Queue<string>> _alarms = [];
    private readonly Dictionary<string, DateTimeOffset> _lastSent = new(StringComparer.Ordinal);
    private DateTimeOffset _rangAt = DateTimeOffset.MinValue;

    /// <summary>When the next tenant is woken; null when none is.</summary>
    public DateTimeOffset? NextAt
    {
        get
        {
            DateTimeOffset? earliest = null;
            var before = 0;
            foreach (var (second, tenants) in _alarms)
            {
                if (earliest <= second - ahead - LongestLead)
                    break;
                before += tenants.Count;
                var begin = BeginOf(second, before);
                if (earliest is null || begin < earliest)
                    earliest = begin;
            }

            return earliest is { } at && _rangAt > DateTimeOffset.MinValue && at < _rangAt + Moment ? _rangAt + Moment : earliest;
        }
    }

    /// <summary>The tenant has something due at <paramref name="dueAt"/>.</summary>
    public void Watch(string tenantId, DateTimeOffset? dueAt, DateTimeOffset now)
    {
        if (dueAt is not { } due || due <= now)
            return;
        if (_lastSent.TryGetValue(tenantId, out var sent) && due - sent <= sleepsAfter)
            return;
        var second = due.AddTicks(-(due.UtcTicks % TimeSpan.TicksPerSecond));
        if (!_alarms.TryGetValue(second, out var tenants))
            _alarms.Add(second, tenants = []);
        tenants.Enqueue(tenantId);
    }

    /// <summary>The tenant got something, so it is awake.</summary>
    public void Sent(string tenantId, DateTimeOffset now) => _lastSent[tenantId] = now;

    /// <summary>The tenants to wake now.</summary>
    public IEnumerable<string> Ring(DateTimeOffset now)
    {
        for (var left = Due(now); left > 0; left--)
        {
            var (second, tenants) = _alarms.First();
            var tenantId = tenants.Dequeue();
            if (tenants.Count == 0)
                _alarms.Remove(second);
            _rangAt = now;
            if (_lastSent.TryGetValue(tenantId, out var sent) && now - sent < sleepsAfter)
                continue;
            _lastSent[tenantId] = now;
            yield return tenantId;
        }
    }

    /// <summary>How many, by their order, must be woken now so that all after them can be in time.</summary>
    private int Due(DateTimeOffset now)
    {
        var due = 0;
        var before = 0;
        foreach (var (second, tenants) in _alarms)
        {
            if (second - ahead - LongestLead > now)
                break;
            before += tenants.Count;
            if (now >= second - ahead)
                due = before;
            else if (now - BeginOf(second, before) is var since && since >= TimeSpan.Zero)
                due = Math.Max(due, Math.Min(before, 1 + (int)(since.TotalSeconds * wakesPerSecond)));
        }

        return due;
    }

    /// <summary>When the first must be woken so that so many, the last of them due in that second, are in time.</summary>
    private DateTimeOffset BeginOf(DateTimeOffset second, int tenants)
    {
        var lead = TimeSpan.FromSeconds((double)(tenants - 1) / wakesPerSecond);
        return second - ahead - (lead < LongestLead ? lead : LongestLead);
    }
}
