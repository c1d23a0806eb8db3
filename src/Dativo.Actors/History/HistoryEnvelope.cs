using Dativo.Actors.Tenants;

namespace Dativo.Actors.History;

/// <summary>An event of a tenant with its place in the journal.</summary>
/// <param name="Ordering">Its place among all events; later events have higher ones.</param>
/// <param name="TenantId">The tenant it belongs to.</param>
/// <param name="SequenceNr">Its number among the tenant's events.</param>
/// <param name="Event">The event.</param>
internal sealed record HistoryEnvelope(long Ordering, string TenantId, long SequenceNr, ITenantEvent Event);
