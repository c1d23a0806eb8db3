using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Dativo.Actors.Configuration.Node;

/// <summary>What names of machines and addresses of nodes look like.</summary>
public static class HostAndPort
{
    /// <summary>Splits <c>HOST:PORT</c> at its last colon, and checks neither part; false when there is none, or nothing before it.</summary>
    public static bool TrySplit(string? text, out string host, out string port)
    {
        var colon = text?.LastIndexOf(':') ?? -1;
        (host, port) = colon > 0 ? (text![..colon], text[(colon + 1)..]) : (string.Empty, string.Empty);
        return colon > 0;
    }

    /// <summary>Whether it is a port, from <paramref name="least"/> to 65535.</summary>
    public static bool TryPort(string text, int least, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port >= least && port <= IPEndPoint.MaxPort;

    /// <summary>Whether it is a host name or an address, IPv6 with or without brackets.</summary>
    public static bool IsHost(string text) => Uri.CheckHostName(text) != UriHostNameType.Unknown || text == "*";

    /// <summary>Whether it is <c>HOST:PORT</c>, with an IPv6 address in brackets and a port from 1.</summary>
    public static bool IsPair(string text) =>
        TrySplit(text, out var host, out var port) && TryPort(port, least: 1, out _) && IsHost(host) && host != "*"
        && (host[0] == '[' || !IPAddress.TryParse(host, out var address) || address.AddressFamily != AddressFamily.InterNetworkV6);
}
