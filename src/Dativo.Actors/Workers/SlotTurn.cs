namespace Dativo.Actors.Workers;

/// <summary>Whose turn it was: a run of this node, or one of <paramref name="Peer"/>.</summary>
internal sealed record SlotTurn(string TenantId, Guid? RunId, string? Peer, SlotUse Use);
