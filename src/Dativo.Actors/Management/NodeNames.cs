using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Management;

/// <summary>The names of nodes: <c>akka.tcp://dativo@host:port</c>, for people <c>host:port</c>; with <c>#uid</c> that of an incarnation.</summary>
internal static class NodeNames
{
    /// <summary>The address in the name of a node or of an incarnation.</summary>
    public static bool TryReadAddress(string name, [NotNullWhen(true)] out Address? address)
    {
        var hash = name.LastIndexOf('#');
        return Address.TryParse(hash < 0 ? name : name[..hash], out address) && address.HasGlobalScope;
    }

    /// <summary>The name for people.</summary>
    public static string HostAndPort(Address address) => string.Create(CultureInfo.InvariantCulture, $"{address.Host}:{address.Port}");

    /// <summary>The member that a text means: its address, its incarnation, or <c>host:port</c>; null when there is none.</summary>
    public static Member? Find(IEnumerable<Member> members, string text) => members.FirstOrDefault(member =>
        text.Equals(HostAndPort(member.Address), StringComparison.OrdinalIgnoreCase)
        || text.Equals(member.Address.ToString(), StringComparison.OrdinalIgnoreCase)
        || text.Equals(ClusterNodeDirectory.NameOf(member.UniqueAddress), StringComparison.OrdinalIgnoreCase));

    /// <summary>The actor with which the node at an address answers.</summary>
    public static ICanTell ActorOf(ActorSystem system, Address address) =>
        system.ActorSelection(new RootActorPath(address) / "user" / NodeActor.Name);
}
