using System.Collections.Immutable;

namespace Dativo.Actors.Membership;

/// <summary>How long a node's lease lasts, and what hangs on it.</summary>
public sealed record LeaseTerms
{
    /// <summary>The shortest lease that makes sense: a busy machine may keep a node from renewing it for a while.</summary>
    public static readonly TimeSpan ShortestDuration = TimeSpan.FromSeconds(1);

    /// <summary>How long a lease lasts from its last renewal, by the database's clock. After that the node counts as dead; 1 s or more.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long two sides that do not see each other, but both reach the database, are waited for before one of them is
    /// taken out; 1 s or more.
    /// </summary>
    public TimeSpan PartitionPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a lease is renewed: several times within its duration.</summary>
    public TimeSpan RenewInterval => Duration / 8;

    /// <summary>How long before the end of its lease a node's jobs are killed: what the guard needs to kill them, and more.</summary>
    public TimeSpan KillMargin => Duration / 5;

    /// <summary>What is wrong with the terms, each in a sentence; empty when nothing is.</summary>
    public ImmutableArray<string> Validate()
    {
        var errors = ImmutableArray.CreateBuilder<string>();
        if (Duration < ShortestDuration || Duration > TimeSpan.FromMinutes(5))
            errors.Add($"A lease of {Duration.TotalSeconds:0.###} s is out of range (expected 1 to 300 s).");
        if (PartitionPatience < ShortestDuration || PartitionPatience > TimeSpan.FromMinutes(5))
            errors.Add($"A patience with partitions of {PartitionPatience.TotalSeconds:0.###} s is out of range (expected 1 to 300 s).");
        return errors.ToImmutable();
    }
}
