namespace Dativo.EndToEnd.Cluster;

/// <summary>A load and what happens to the cluster that carries it.</summary>
/// <param name="Seed">Repeats load and faults.</param>
/// <param name="Tenants">How many tenants, each with one schedule.</param>
/// <param name="Nodes">How many nodes there are at first.</param>
/// <param name="Faults">The faults; those that would come after <paramref name="Length"/> are left out.</param>
/// <param name="Length">How long the load lasts at the most; null: until the faults are over.</param>
public sealed record ClusterRunOptions(int Seed, int Tenants, int Nodes, IEnumerable<PlannedFault> Faults, TimeSpan? Length)
{
    /// <summary>The shortest interval of a schedule, in seconds.</summary>
    public int ShortestInterval { get; init; } = 3;

    /// <summary>The longest.</summary>
    public int LongestInterval { get; init; } = 8;

    /// <summary>
    /// How long a node's lease lasts, in seconds; null: as usual. A machine that is busy with much else starves a node for
    /// longer than the usual lease, which is right to remove it then.
    /// </summary>
    public double? LeaseSeconds { get; init; }

    /// <summary>Whether the nodes' logs and the jobs' records stay.</summary>
    public bool Keep { get; init; }

    /// <summary>How long the load may take to come to rest in the end.</summary>
    public TimeSpan DrainWithin { get; init; } = TimeSpan.FromSeconds(120);
}
