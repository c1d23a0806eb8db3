using System.Net;
using System.Net.Sockets;

namespace Dativo.Cli.Cluster;

/// <summary>Finds ports that nobody listens on.</summary>
internal static class LoopbackPorts
{
    /// <summary>Any free port.</summary>
    public static int Free(IPAddress address)
    {
        using var listener = new TcpListener(address, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The first free port from <paramref name="first"/> on, which is then taken; null when there is none.</summary>
    /// <param name="address">Where to listen.</param>
    /// <param name="first">1 to 65535.</param>
    /// <param name="taken">Ports that are promised to others.</param>
    public static int? FreeFrom(IPAddress address, int first, HashSet<int> taken)
    {
        for (var port = first; port <= IPEndPoint.MaxPort; port++)
        {
            if (IsFree(address, port) && taken.Add(port))
                return port;
        }

        return null;
    }

    /// <summary>Whether one can listen there now.</summary>
    public static bool IsFree(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
