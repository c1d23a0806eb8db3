using System.Net;
using System.Net.Sockets;

namespace Dativo.Testing;

/// <summary>Ports that nobody listens on.</summary>
public static class FreePort
{
    /// <summary>One on an address of loopback, free a moment ago.</summary>
    public static int On(string host = "127.0.0.1")
    {
        using var listener = new TcpListener(IPAddress.Parse(host), 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
