using System.Collections.Immutable;

namespace Dativo.Actors.Tenants;

/// <summary>
/// Events that were decided together, as one entry of the journal: all of them count, or none. A run that starts as soon as it is accepted, and
/// the end of a run with the start of the next, take one entry instead of several.
/// </summary>
/// <param name="Events">The events in their order, two or more.</param>
public sealed record TenantEventGroup(ImmutableArray<ITenantEvent> Events);
