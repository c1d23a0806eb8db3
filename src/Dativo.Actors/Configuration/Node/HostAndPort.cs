using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Dativo.Actors.Configuration.Node;

/// <summary>What names of machines and addresses of nodes look like.</summary>
internal static class HostAndPort
{
    /// <summary>Whether it is a host name or an address, IPv6 with or without brackets.</summary>
    public static bool IsHost(string text) => Uri.CheckHostName(text) != UriHostNameType.Unknown || text == "*";

    /// <summary>Whether it is <c>HOST:PORT</c>, with an IPv6 address in brackets and a port from 1.</summary>
    public static bool IsPair(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > IPEndPoint.MaxPort)
            return false;
        var host = text[..colon];
        return IsHost(host) && host != "*" && (host[0] == '[' || !IPAddress.TryParse(host, out var address) || address.AddressFamily != AddressFamily.InterNetworkV6);
    }
}
