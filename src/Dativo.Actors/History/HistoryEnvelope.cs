using Dativo.Actors.Tenants;

namespace Dativo.Actors.History;

/// <summary>An event of a tenant with its place in the journal.</summary>
/// <param name="Ordering">Its place among all entries of the journal; later entries have higher ones, events of one entry the same.</param>
/// <param name="TenantId">The tenant it belongs to.</param>
/// <param name="SequenceNr">The number of its entry among the tenant's.</param>
/// <param name="Event">The event.</param>
internal sealed record HistoryEnvelope(long Ordering, string TenantId, long SequenceNr, ITenantEvent Event);
