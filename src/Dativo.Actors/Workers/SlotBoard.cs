namespace Dativo.Actors.Workers;

/// <summary>
/// What a node's worker shares with the tenants of its node without messages: what it last knew of all slots, and its spare slots, which
/// nobody waits for. A tenant that takes one may store a run and its start with one write, and start it at once.
/// </summary>
internal sealed class SlotBoard
{
    private SlotOverview? _overview;
    private int _spare;

    /// <summary>Null before the worker has written anything.</summary>
    public SlotOverview? Overview
    {
        get => Volatile.Read(ref _overview);
        set => Volatile.Write(ref _overview, value);
    }

    /// <summary>How many slots may be taken.</summary>
    public int Spare => Volatile.Read(ref _spare);

    /// <summary>
    /// Takes a spare slot, if there is one. Whoever takes it sends <see cref="LaunchInSpareSlot"/> to the worker, or gives it back with
    /// <see cref="Put"/> and <see cref="SpareSlotReturned"/>.
    /// </summary>
    public bool TryTake()
    {
        for (var spare = Spare; spare > 0; spare = Spare)
        {
            if (Interlocked.CompareExchange(ref _spare, spare - 1, spare) == spare)
                return true;
        }

        return false;
    }

    /// <summary>Puts spare slots there for others to take.</summary>
    public void Put(int slots) => Interlocked.Add(ref _spare, slots);

    /// <summary>Takes all of them away: a worker begins anew.</summary>
    public void Clear() => Interlocked.Exchange(ref _spare, 0);
}
