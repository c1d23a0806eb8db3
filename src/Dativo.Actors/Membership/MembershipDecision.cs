using System.Collections.Immutable;

namespace Dativo.Actors.Membership;

/// <summary>What a node does about others.</summary>
/// <param name="Fence">Whose expired leases to take.</param>
/// <param name="Evict">Whom to ask to leave, of a partition whose other side lives.</param>
/// <param name="Down">Whom to remove from the cluster: their jobs are dead, and they write nothing more.</param>
internal sealed record MembershipDecision(ImmutableArray<string> Fence, ImmutableArray<string> Evict, ImmutableArray<string> Down)
{
    /// <summary>Nothing.</summary>
    public static readonly MembershipDecision Nothing = new([], [], []);

    /// <summary>
    /// Decides from what a node sees. Pure: times are milliseconds of its monotonic clock.
    /// </summary>
    /// <param name="cluster">The members.</param>
    /// <param name="leases">The leases, seen a moment ago.</param>
    /// <param name="promises">To whom this node said, and when, that it does not reach the database.</param>
    /// <param name="terms">How long leases last.</param>
    /// <param name="now">The time.</param>
    public static MembershipDecision Of(
        ClusterView cluster,
        LeaseSnapshot leases,
        IReadOnlyDictionary<string, long> promises,
        LeaseTerms terms,
        long now)
    {
        if (!cluster.Decides)
            return Nothing;
        var duration = (long)terms.Duration.TotalMilliseconds;
        var fence = ImmutableArray.CreateBuilder<string>();
        var down = ImmutableArray.CreateBuilder<string>();
        foreach (var member in cluster.Members.Where(member => member.Node != cluster.Self && member.Standing != MemberStanding.Down))
        {
            if (!leases.Leases.TryGetValue(member.Node, out var lease))
                continue;
            if (lease.IsOver)
            {
                // One that leaves by itself gives its lease back at the very end, when its removal is already under way.
                if (lease.State == LeaseState.Fenced || member.UnseenSince is not null)
                    down.Add(member.Node);
            }
            else if (lease.Remaining < TimeSpan.Zero && !HoldsPromise(member.Node, promises, duration, now) && (member.UnseenSince is not null || -lease.Remaining > terms.Duration / 2))
            {
                fence.Add(member.Node);
            }
        }

        return new MembershipDecision(fence.ToImmutable(), Partition(cluster, leases, terms, now), down.ToImmutable());
    }

    /// <summary>
    /// Those on the other side of a partition, once this side's turn has come: the larger side's comes first, of two
    /// equal ones that with the scheduler, or else with the lowest name.
    /// </summary>
    private static ImmutableArray<string> Partition(ClusterView cluster, LeaseSnapshot leases, LeaseTerms terms, long now)
    {
        var living = cluster.Members.Where(member => member.Standing != MemberStanding.Down && leases.Leases.TryGetValue(member.Node, out var lease) && lease is { IsOver: false } && lease.Remaining >= TimeSpan.Zero).ToArray();
        var other = living.Where(member => member.Node != cluster.Self && member.UnseenSince is not null).ToArray();
        if (other.Length == 0)
            return [];
        var side = living.Except(other).ToArray();
        var patience = (long)(ComesFirst(side, other) ? terms.PartitionPatience : terms.PartitionPatience + terms.Duration).TotalMilliseconds;
        return
        [
            .. other
                .Where(member => now - member.UnseenSince >= patience && leases.Leases[member.Node].State == LeaseState.Active)
                .Select(member => member.Node),
        ];
    }

    private static bool ComesFirst(MemberView[] side, MemberView[] other)
    {
        if (side.Length != other.Length)
            return side.Length > other.Length;
        var hasScheduler = side.Any(member => member.HasScheduler);
        if (hasScheduler != other.Any(member => member.HasScheduler))
            return hasScheduler;
        return string.CompareOrdinal(LowestOf(side), LowestOf(other)) < 0;
    }

    private static string? LowestOf(MemberView[] members) => members.Select(member => member.Node).Min(StringComparer.Ordinal);

    private static bool HoldsPromise(string node, IReadOnlyDictionary<string, long> promises, long duration, long now) =>
        promises.TryGetValue(node, out var at) && now - at <= duration;
}
