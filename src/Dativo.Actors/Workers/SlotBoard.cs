namespace Dativo.Actors.Workers;

/// <summary>
/// What the node's worker last knew of all slots, for whoever on the node says what a run waits for. A board and no
/// messages, because thousands of runs may wait, and hardly anybody asks.
/// </summary>
internal sealed class SlotBoard
{
    private SlotOverview? _overview;

    /// <summary>Null before the worker has written anything.</summary>
    public SlotOverview? Overview
    {
        get => Volatile.Read(ref _overview);
        set => Volatile.Write(ref _overview, value);
    }
}
