namespace Dativo.Actors.Workers;

/// <summary>
/// Runs that wait for a slot: tenants in turn, and within a tenant the order in which they came, so that a tenant
/// that floods does not starve one with a single run.
/// </summary>
internal sealed class SlotQueue
{
    private readonly Dictionary<string, LinkedList<Guid>> _byTenant = new(StringComparer.Ordinal);
    private readonly LinkedList<string> _turns = [];

    public int Count { get; private set; }

    public void Add(string tenantId, Guid runId)
    {
        if (!_byTenant.TryGetValue(tenantId, out var runs))
        {
            _byTenant.Add(tenantId, runs = []);
            _turns.AddLast(tenantId);
        }

        runs.AddLast(runId);
        Count++;
    }

    public bool TryTake(out Guid runId)
    {
        if (_turns.First is not { } turn)
        {
            runId = default;
            return false;
        }

        var runs = _byTenant[turn.Value];
        runId = runs.First!.Value;
        runs.RemoveFirst();
        Count--;
        _turns.Remove(turn);
        if (runs.Count > 0)
            _turns.AddLast(turn);
        else
            _byTenant.Remove(turn.Value);
        return true;
    }

    public void Remove(string tenantId, Guid runId)
    {
        if (!_byTenant.TryGetValue(tenantId, out var runs) || !runs.Remove(runId))
            return;
        Count--;
        if (runs.Count == 0)
        {
            _byTenant.Remove(tenantId);
            _turns.Remove(tenantId);
        }
    }
}
