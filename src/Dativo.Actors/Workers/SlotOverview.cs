namespace Dativo.Actors.Workers;

/// <summary>How full the workers are, as one of them knows it.</summary>
/// <param name="SlotsInUse">Slots that have a run, or are kept for one.</param>
/// <param name="Slots">All slots.</param>
/// <param name="Workers">How many workers that is.</param>
/// <param name="Waiting">How many runs wait for a slot.</param>
public sealed record SlotOverview(int SlotsInUse, int Slots, int Workers, int Waiting);
