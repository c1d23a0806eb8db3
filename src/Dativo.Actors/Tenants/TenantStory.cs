using System.Collections.Immutable;

namespace Dativo.Actors.Tenants;

/// <summary>
/// Events of one decision as they add up, with the state after them, so that later parts see earlier ones. The state is worked out
/// when somebody asks for it: most decisions are one event, and its state is only of use once it is stored.
/// </summary>
internal sealed class TenantStory(TenantState state)
{
    private readonly ImmutableArray<ITenantEvent>.Builder _events = ImmutableArray.CreateBuilder<ITenantEvent>(2);
    private readonly List<TenantState> _states = [];

    /// <summary>The state after all of them.</summary>
    public TenantState State => States is [.., var last] ? last : state;

    /// <summary>The state after each of them.</summary>
    public IReadOnlyList<TenantState> States
    {
        get
        {
            while (_states.Count < _events.Count)
                _states.Add((_states is [.., var last] ? last : state).Apply(_events[_states.Count]));
            return _states;
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
