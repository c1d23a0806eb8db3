namespace Dativo.Actors.Workers;

/// <summary>One slot that a tenant uses, and what it was charged for it.</summary>
internal sealed class SlotUse(TenantLine line, TimeSpan since, double charged)
{
    public TenantLine Line => line;

    /// <summary>When the use began, by a monotonic clock.</summary>
    public TimeSpan Since => since;

    /// <summary>The tenant's weight when the use began: what is given back must be what was taken.</summary>
    public int Weight { get; } = line.Weight;

    /// <summary>Seconds that the tenant was charged.</summary>
    public double Charged { get; set; } = charged;
}
