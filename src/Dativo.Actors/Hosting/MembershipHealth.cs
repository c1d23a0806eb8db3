using System.Collections.Immutable;
using Akka.Cluster;

namespace Dativo.Actors.Hosting;

/// <summary>Whether a node is a member that others count on.</summary>
internal static class MembershipHealth
{
    private const string Part = "membership";

    /// <summary>What is to be said of a node's membership.</summary>
    /// <param name="self">The node's own status; null when the cluster does not know it.</param>
    /// <param name="terminated">Whether it was a member and is none any more.</param>
    /// <param name="unreachable">Members that are not reached, as <c>host:port</c>.</param>
    public static HealthFinding Of(MemberStatus? self, bool terminated, ImmutableArray<string> unreachable)
    {
        var problem = (self, terminated) switch
        {
            (_, true) => "this node is no member any more; it must be started again",
            (null or MemberStatus.Removed, _) => "this node is not a member yet; it looks for the cluster",
            (MemberStatus.Joining or MemberStatus.WeaklyUp, _) => "this node is joining the cluster",
            (MemberStatus.Leaving or MemberStatus.Exiting, _) => "this node leaves the cluster",
            (MemberStatus.Down, _) => "this node was taken out of the cluster; it must be started again",
            _ => null,
        };
        return new HealthFinding(Part, problem, unreachable.IsEmpty ? null : $"not reached: {string.Join(", ", unreachable)}");
    }
}
