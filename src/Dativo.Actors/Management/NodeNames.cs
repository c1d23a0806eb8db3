using System.Globalization;
using Akka.Actor;
using Akka.Cluster;

namespace Dativo.Actors.Management;

/// <summary>The names of nodes: <c>akka.tcp://dativo@host:port</c>, for people <c>host:port</c>; with <c>#uid</c> that of an incarnation.</summary>
internal static class NodeNames
{
    /// <summary>The name for people.</summary>
    public static string HostAndPort(Address address) => string.Create(CultureInfo.InvariantCulture, $"{address.Host}:{address.Port}");

    /// <summary>The host and the port of <c>HOST:PORT</c>, as <see cref="HostAndPort"/> writes it.</summary>
    public static (string Host, int Port) Split(string hostAndPort)
    {
        var colon = hostAndPort.LastIndexOf(':');
        return (hostAndPort[..colon], int.Parse(hostAndPort.AsSpan(colon + 1), CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// The member that is where a text says: a node's name, that of any of its incarnations, or <c>host:port</c>; null when there is
    /// none. The protocol does not count: a node is the same with TLS and without.
    /// </summary>
    public static Member? Find(IEnumerable<Member> members, string text)
    {
        var hash = text.LastIndexOf('#');
        var name = hash < 0 ? text : text[..hash];
        var place = name[(name.LastIndexOf('@') + 1)..];
        return members.FirstOrDefault(member => place.Equals(HostAndPort(member.Address), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The actor with which the node at an address answers.</summary>
    public static ICanTell ActorOf(ActorSystem system, Address address) =>
        system.ActorSelection(new RootActorPath(address) / "user" / NodeActor.Name);
}
