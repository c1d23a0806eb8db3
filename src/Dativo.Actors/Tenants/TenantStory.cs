using System.Collections.Immutable;

namespace Dativo.Actors.Tenants;

/// <summary>Events of one decision as they add up, with the state after them, so that later parts see earlier ones.</summary>
internal sealed class TenantStory(TenantState state)
{
    private readonly ImmutableArray<ITenantEvent>.Builder _events = ImmutableArray.CreateBuilder<ITenantEvent>();

    public TenantState State { get; private set; } = state;

    public ImmutableArray<ITenantEvent> Events => _events.ToImmutable();

    public void Add(ITenantEvent @event)
    {
        _events.Add(@event);
        State = State.Apply(@event);
    }

    public void AddRange(ImmutableArray<ITenantEvent> events)
    {
        foreach (var @event in events)
            Add(@event);
    }
}
