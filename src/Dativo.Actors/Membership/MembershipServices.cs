using Dativo.Actors.Telemetry;

namespace Dativo.Actors.Membership;

/// <summary>What the membership of a node needs.</summary>
internal sealed record MembershipServices
{
    /// <summary>The leases in the database.</summary>
    public required ILeaseStore Store { get; init; }

    /// <summary>This node's own.</summary>
    public required LeaseHolder Lease { get; init; }

    /// <summary>What happens is written there.</summary>
    public required MembershipLog Log { get; init; }

    /// <summary>Nodes to join besides those the database knows, as <c>HOST:PORT</c>.</summary>
    public required IReadOnlyCollection<string> Seeds { get; init; }

    /// <summary>The role of nodes that may host the scheduler.</summary>
    public required string SchedulerRole { get; init; }
}
