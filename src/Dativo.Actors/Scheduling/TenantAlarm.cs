namespace Dativo.Actors.Scheduling;

/// <summary>
/// Wakes tenants that may have left the memory a few seconds before something of theirs is due, so that their
/// recovery costs no lateness.
/// </summary>
internal sealed class TenantAlarm(TimeSpan ahead, TimeSpan sleepsAfter)
{
    private readonly PriorityQueue<string, DateTimeOffset> _alarms = new();
    private readonly Dictionary<string, DateTimeOffset> _lastSent = new(StringComparer.Ordinal);

    /// <summary>When the next tenant is woken; null when none is.</summary>
    public DateTimeOffset? NextAt => _alarms.TryPeek(out _, out var at) ? at : null;

    /// <summary>The tenant has something due at <paramref name="dueAt"/>.</summary>
    public void Watch(string tenantId, DateTimeOffset? dueAt, DateTimeOffset now)
    {
        if (dueAt is not { } due || due <= now)
            return;
        if (!_lastSent.TryGetValue(tenantId, out var sent) || due - sent > sleepsAfter)
            _alarms.Enqueue(tenantId, due - ahead);
    }

    /// <summary>The tenant got something, so it is awake.</summary>
    public void Sent(string tenantId, DateTimeOffset now) => _lastSent[tenantId] = now;

    /// <summary>The tenants to wake now.</summary>
    public IEnumerable<string> Ring(DateTimeOffset now)
    {
        while (_alarms.TryPeek(out var tenantId, out var at) && at <= now)
        {
            _alarms.Dequeue();
            if (_lastSent.TryGetValue(tenantId, out var sent) && now - sent < sleepsAfter)
                continue;
            _lastSent[tenantId] = now;
            yield return tenantId;
        }
    }
}
