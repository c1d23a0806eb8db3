using System.Net;
using Microsoft.AspNetCore.Http;

namespace Dativo.Web.Security;

/// <summary>
/// Whether a <c>Host</c> header names this machine. A page whose own host name was made to resolve to 127.0.0.1 (DNS rebinding) is
/// same-origin to its browser and could read and change everything; its host name gives it away.
/// </summary>
internal static class LoopbackHost
{
    public static bool Names(HostString host)
    {
        var name = host.Host;
        if (name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase))
            return true;
        if (name.StartsWith('[') && name.EndsWith(']'))
            name = name[1..^1];
        return IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address);
    }
}
