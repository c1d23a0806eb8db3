using System.Diagnostics.CodeAnalysis;
using System.Net;
using Dativo.Actors.Configuration.Node;

namespace Dativo.Web;

/// <summary>A parsed <c>HOST:PORT</c> to listen on.</summary>
/// <param name="Address">The address; null for <c>localhost</c>, which is IPv4 and IPv6 loopback.</param>
/// <param name="Port">The port; 0 takes a free one.</param>
public sealed record WebBinding(IPAddress? Address, int Port)
{
    /// <summary>Whether only this machine can connect.</summary>
    public bool IsLoopback => Address is null || IPAddress.IsLoopback(Address);

    /// <summary>Reads <c>HOST:PORT</c>; on failure <paramref name="error"/> says what was wrong, in a form to follow the name of the setting.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out WebBinding? binding, [NotNullWhen(false)] out string? error)
    {
        binding = null;
        error = null;
        if (!HostAndPort.TrySplit(text, out var host, out var portText))
        {
            error = $"'{text}' is not HOST:PORT, such as {WebOptions.DefaultBind}";
            return false;
        }

        if (!HostAndPort.TryPort(portText, least: 0, out var port))
        {
            error = $"'{portText}' in '{text}' is not a port (expected 0 to 65535)";
            return false;
        }

        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            binding = new WebBinding(null, port);
            return true;
        }

        if (host == "*")
        {
            binding = new WebBinding(IPAddress.IPv6Any, port);
            return true;
        }

        var bracketed = host.StartsWith('[') && host.EndsWith(']');
        if (!IPAddress.TryParse(bracketed ? host[1..^1] : host, out var address) || bracketed != (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6))
        {
            error = $"'{host}' in '{text}' is not an address to listen on (expected an IP address, IPv6 in brackets, localhost, or * for all addresses)";
            return false;
        }

        binding = new WebBinding(address, port);
        return true;
    }
}
