using System.Collections.Immutable;

namespace Dativo.Actors.Tenants;

/// <summary>
/// Events of one decision as they add up, with the state after them, so that later parts see earlier ones. The state is worked out
/// when somebody asks for it: most decisions are one event, and its state is only of use once it is stored.
/// </summary>
internal sealed class TenantStory(TenantState state)
{
    private readonly ImmutableArray<ITenantEvent>.Builder _events = ImmutableArray.CreateBuilder<ITenantEvent>();
    private TenantState _state = state;
    private int _applied;

    public TenantState State
    {
        get
        {
            while (_applied < _events.Count)
                _state = _state.Apply(_events[_applied++]);
            return _state;
        }
    }

    public ImmutableArray<ITenantEvent> Events => _events.ToImmutable();

    public void Add(ITenantEvent @event) => _events.Add(@event);

    public void AddRange(ImmutableArray<ITenantEvent> events)
    {
        foreach (var @event in events)
            Add(@event);
    }
}
