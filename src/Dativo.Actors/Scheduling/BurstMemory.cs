using System.Runtime;

namespace Dativo.Actors.Scheduling;

/// <summary>
/// Memory that is set aside for a second when many tenants are due at once, so that the garbage collector does not stop all threads some
/// five times while their runs start: with everything under way it finds little garbage, and its pauses were half of the time that 2,000
/// starts took. A burst that needs more than was set aside goes on with the collector at work.
/// </summary>
internal sealed class BurstMemory : IDisposable
{
    /// <summary>How many tenants that are due at once are a burst: fewer are through before the collector runs.</summary>
    public const int SmallestBurst = 200;

    // What a run allocates until its end is stored, rounded up.
    private const long BytesPerTenant = 48 * 1024;
    private const long MostBytes = 256L * 1024 * 1024;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(1);

    private readonly ITimer _end;
    private int _isSetAside;

    /// <summary>Sets nothing aside yet.</summary>
    public BurstMemory(TimeProvider time) =>
        _end = time.CreateTimer(_ => GiveBack(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Sets memory aside for a burst of so many tenants; does nothing where it is none, where one is on, or where memory is short.</summary>
    public void SetAside(int tenants)
    {
        // Another node in this process may have set memory aside; to ask for more then would end that.
        if (tenants < SmallestBurst || GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            return;
        var memory = GC.GetGCMemoryInfo();
        var bytes = Math.Min(Math.Min(tenants * BytesPerTenant, MostBytes), memory.TotalAvailableMemoryBytes / 8);
        if (memory.MemoryLoadBytes + bytes >= memory.HighMemoryLoadThresholdBytes)
            return;
        try
        {
            if (!GC.TryStartNoGCRegion(bytes, disallowFullBlockingGC: true))
                return;
            Volatile.Write(ref _isSetAside, 1);
            _end.Change(Length, Timeout.InfiniteTimeSpan);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentOutOfRangeException)
        {
            // Another node has been faster since the look, or the collector has no room for so much: it goes without.
        }
    }

    /// <summary>Gives back what is set aside.</summary>
    public void Dispose()
    {
        _end.Dispose();
        GiveBack();
    }

    private void GiveBack()
    {
        if (Interlocked.Exchange(ref _isSetAside, 0) == 0)
            return;
        try
        {
            if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
                GC.EndNoGCRegion();
        }
        catch (InvalidOperationException)
        {
            // All of it was used since the look, which ends it too.
        }
    }
}
