namespace Dativo.Actors.Workers.Processes;

/// <summary>Why a node has no guard any more.</summary>
/// <param name="Fired">Whether the guard killed the node's processes because it heard nothing from the node for too long, or because their time was over.</param>
/// <param name="Reason">What happened, for people.</param>
public sealed record GuardLoss(bool Fired, string Reason);
