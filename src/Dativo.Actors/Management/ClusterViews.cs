using System.Collections.Immutable;
using Dativo.Actors.Membership;

namespace Dativo.Actors.Management;

/// <summary>The members of the cluster, as one node sees them. Nodes are named by their addresses.</summary>
public sealed record MembershipView
{
    /// <summary>The node that says so.</summary>
    public required string SelfNode { get; init; }

    /// <summary>The members, by address.</summary>
    public required ImmutableArray<ClusterMemberView> Members { get; init; }

    /// <summary>Members that are not reached.</summary>
    public required ImmutableArray<UnreachableView> Unreachable { get; init; }

    /// <summary>The member that lets others in; null when none is known.</summary>
    public string? Leader { get; init; }

    /// <summary>The oldest member that is up.</summary>
    public string? Oldest { get; init; }

    /// <summary>The oldest member that is up, by role; it hosts what the role has one of.</summary>
    public required ImmutableSortedDictionary<string, string> OldestPerRole { get; init; }
}

/// <summary>A member.</summary>
/// <param name="Node">Its address, <c>akka.tcp://dativo@host:port</c>.</param>
/// <param name="HostAndPort">Its address for people.</param>
/// <param name="Uid">Tells this incarnation from an earlier one at the same address.</param>
/// <param name="Status"><c>Joining</c>, <c>WeaklyUp</c>, <c>Up</c>, <c>Leaving</c>, <c>Exiting</c>, <c>Down</c> or <c>Removed</c>.</param>
/// <param name="Roles">What it does.</param>
public sealed record ClusterMemberView(string Node, string HostAndPort, long Uid, string Status, ImmutableArray<string> Roles);

/// <summary>A member that is not reached.</summary>
/// <param name="Node">Its address.</param>
/// <param name="ObservedBy">Who does not reach it, as far as this node knows: itself, or empty when it has it from others.</param>
public sealed record UnreachableView(string Node, ImmutableArray<string> ObservedBy);

/// <summary>One node's shards of a kind.</summary>
/// <param name="Shards">The shards.</param>
/// <param name="Failed">Those that did not answer.</param>
public sealed record ShardRegionView(ImmutableArray<ShardReport> Shards, ImmutableArray<string> Failed);

/// <summary>The cluster as a whole.</summary>
/// <param name="Membership">The members.</param>
/// <param name="Nodes">Each member with what it says of itself, in the order of the members.</param>
public sealed record ClusterOverview(MembershipView Membership, ImmutableArray<NodeView> Nodes)
{
    /// <summary>The node with the scheduler; null when no member may host it.</summary>
    public string? SchedulerNode => Membership.OldestPerRole.GetValueOrDefault(Hosting.NodeRoles.Scheduler);
}

/// <summary>A member and what it says of itself.</summary>
public sealed record NodeView
{
    /// <summary>The member.</summary>
    public required ClusterMemberView Member { get; init; }

    /// <summary>Whether it is reached.</summary>
    public required bool Reachable { get; init; }

    /// <summary>Its lease as the database shows it; null without PostgreSQL, and before it has one.</summary>
    public NodeLease? Lease { get; init; }

    /// <summary>What it says of itself; null when it did not answer.</summary>
    public NodeReport? Report { get; init; }

    /// <summary>Why it did not answer; null when it did.</summary>
    public string? NoAnswer { get; init; }
}
