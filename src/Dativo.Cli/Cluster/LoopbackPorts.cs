using System.Net;
using System.Net.Sockets;

namespace Dativo.Cli.Cluster;

/// <summary>Finds ports that nobody listens on.</summary>
internal static class LoopbackPorts
{
    // Below the ports that systems give to outgoing connections: one of those could take it before it is listened on.
    private const int FirstOfAny = 15000;
    private const int LastOfAny = 30000;

    /// <summary>Any free port; two who ask at the same time seldom get the same.</summary>
    /// <param name="address">Where to listen.</param>
    /// <param name="taken">Ports that are promised to others.</param>
    public static int? Free(IPAddress address, HashSet<int> taken) => FreeFrom(address, Random.Shared.Next(FirstOfAny, LastOfAny), taken);

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
