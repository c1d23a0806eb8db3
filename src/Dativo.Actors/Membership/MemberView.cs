using System.Collections.Immutable;

namespace Dativo.Actors.Membership;

/// <summary>A member of the cluster, as this node sees it.</summary>
/// <param name="Node">The incarnation.</param>
/// <param name="Standing">Where it stands.</param>
/// <param name="UnseenSince">Since when this node hears nothing from it, by the monotonic clock in milliseconds; null while it does.</param>
/// <param name="HasScheduler">Whether the scheduler runs on it, as far as this node knows.</param>
internal sealed record MemberView(string Node, MemberStanding Standing, long? UnseenSince, bool HasScheduler);

/// <summary>Where a member stands.</summary>
internal enum MemberStanding
{
    /// <summary>On its way in: it decides nothing yet.</summary>
    Entering,

    /// <summary>A full member.</summary>
    Up,

    /// <summary>On its way out, by its own wish.</summary>
    Leaving,

    /// <summary>Being removed.</summary>
    Down,
}

/// <summary>The cluster, as this node sees it.</summary>
/// <param name="Self">This node.</param>
/// <param name="Members">All members, this node among them.</param>
internal sealed record ClusterView(string Self, ImmutableArray<MemberView> Members)
{
    /// <summary>The other members that could take this node's lease, now or as soon as they hear that they are up.</summary>
    public ImmutableArray<string> Others => [.. Members.Where(member => member.Node != Self && member.Standing != MemberStanding.Down).Select(member => member.Node)];

    /// <summary>Whether this node takes part in decisions.</summary>
    public bool Decides => Members.Any(member => member.Node == Self && member.Standing is MemberStanding.Up or MemberStanding.Leaving);
}
