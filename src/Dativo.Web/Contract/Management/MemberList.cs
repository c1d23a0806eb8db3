namespace Dativo.Web.Contract.Management;

/// <summary>The answer to <c>GET /cluster/members</c>: the members as the asked node sees them.</summary>
public sealed record MemberList
{
    /// <summary>The node that answers: <c>akka.tcp://dativo@host:port</c>.</summary>
    public required string SelfNode { get; init; }

    /// <summary>The members, by address.</summary>
    public required IReadOnlyList<MemberRow> Members { get; init; }

    /// <summary>Members that are not reached.</summary>
    public required IReadOnlyList<UnreachableRow> Unreachable { get; init; }

    /// <summary>The member that lets others in; null when none is known.</summary>
    public string? Leader { get; init; }

    /// <summary>The oldest member that is up; null when none is.</summary>
    public string? Oldest { get; init; }

    /// <summary>The oldest member that is up, by role.</summary>
    public required IReadOnlyDictionary<string, string> OldestPerRole { get; init; }
}

/// <summary>A member; also the answer to <c>GET /cluster/members/{address}</c>.</summary>
/// <param name="Node">Its address.</param>
/// <param name="NodeUid">Tells this incarnation from an earlier one at the same address.</param>
/// <param name="Status"><c>Joining</c>, <c>WeaklyUp</c>, <c>Up</c>, <c>Leaving</c>, <c>Exiting</c>, <c>Down</c> or <c>Removed</c>.</param>
/// <param name="Roles">What it does.</param>
public sealed record MemberRow(string Node, string NodeUid, string Status, IReadOnlyList<string> Roles);

/// <summary>A member that is not reached.</summary>
/// <param name="Node">Its address.</param>
/// <param name="ObservedBy">Who does not reach it: the node that answers, or nobody when it has it from others.</param>
public sealed record UnreachableRow(string Node, IReadOnlyList<string> ObservedBy);
