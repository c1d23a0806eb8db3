namespace Dativo.Actors.Tenants;

/// <summary>What a tenant may do at once.</summary>
public sealed record TenantLimits
{
    /// <summary>How many runs may be active at once; 1 or more.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>Whether a run that waits for its retry counts as active.</summary>
    public bool RetryHoldsTenant { get; init; } = true;

    /// <summary>How many runs may wait in the queue; 1 or more. What is due beyond that is skipped, what is asked for is refused.</summary>
    public int MaxQueuedRuns { get; init; } = 1000;

    /// <summary>The tenant's share of scarce worker slots, against those of others: one with 3 gets three times the slot time of one with 1; 1 to 1,000.</summary>
    public int Weight { get; init; } = 1;
}
