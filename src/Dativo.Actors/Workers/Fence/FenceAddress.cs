using System.Net;

namespace Dativo.Actors.Workers.Fence;

/// <summary>Where jobs of this node reach its HTTP listener; known once that listens.</summary>
public sealed class FenceAddress
{
    private readonly TaskCompletionSource<Uri?> _known = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when it is known; with null when the node has no address that jobs could use.</summary>
    public Task<Uri?> Known => _known.Task;

    /// <summary>The listener listens at these addresses.</summary>
    public void Listens(IEnumerable<string> addresses) => _known.TrySetResult(AddressFor(addresses));

    /// <summary>The address to use of those a listener has: the first that is plain HTTP, by loopback if it listens on all.</summary>
    internal static Uri? AddressFor(IEnumerable<string> addresses)
    {
        foreach (var text in addresses)
        {
            // Kestrel writes "all addresses" in ways that are no address at all.
            var readable = text.Replace("//+:", "//0.0.0.0:", StringComparison.Ordinal).Replace("//*:", "//0.0.0.0:", StringComparison.Ordinal);
            if (!Uri.TryCreate(readable, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp)
                continue;
            var host = uri.DnsSafeHost;
            var isAnywhere = IPAddress.TryParse(host, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));
            return isAnywhere || host == "localhost" ? new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", uri.Port).Uri : uri;
        }

        return null;
    }
}
