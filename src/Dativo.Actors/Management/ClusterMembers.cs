using System.Collections.Immutable;
using Akka.Cluster;

namespace Dativo.Actors.Management;

/// <summary>What follows from the cluster's members.</summary>
internal static class ClusterMembers
{
    /// <summary>The oldest member that is up and has the role, which hosts what the cluster has one of; null when there is none.</summary>
    public static Member? OldestUp(IEnumerable<Member> members, string? role = null) => members
        .Where(member => member.Status == MemberStatus.Up && (role is null || member.HasRole(role)))
        .Order(Member.AgeOrdering)
        .FirstOrDefault();

    /// <summary>The oldest member that is up of each role that any has.</summary>
    public static ImmutableSortedDictionary<string, Member> OldestPerRole(IReadOnlyCollection<Member> members) => members
        .SelectMany(member => member.Roles)
        .Distinct(StringComparer.Ordinal)
        .Select(role => (Role: role, Oldest: OldestUp(members, role)))
        .Where(entry => entry.Oldest is not null)
        .ToImmutableSortedDictionary(entry => entry.Role, entry => entry.Oldest!, StringComparer.Ordinal);
}
