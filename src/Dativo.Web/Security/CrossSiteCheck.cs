using Microsoft.AspNetCore.Http;

namespace Dativo.Web.Security;

/// <summary>
/// Whether a browser sends a request on behalf of another site. Browsers mark such requests themselves: with <c>Sec-Fetch-Site</c>,
/// and with the <c>Origin</c> of the page for anything but a plain read. Programs send neither and pass.
/// </summary>
internal static class CrossSiteCheck
{
    public static bool IsForeign(string method, HostString host, string? fetchSite, string? origin)
    {
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method))
            return false; // Changes nothing, and a browser lets no other site read the answer.
        if (!string.IsNullOrEmpty(fetchSite))
            return fetchSite is not ("same-origin" or "none");
        if (string.IsNullOrEmpty(origin))
            return false;
        return !Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            || !uri.Authority.Equals(WithoutDefaultPort(host, uri), StringComparison.OrdinalIgnoreCase);
    }

    // An Origin leaves out the default port of its scheme, a Host header may name it.
    private static string WithoutDefaultPort(HostString host, Uri origin) =>
        host.Port == origin.Port && origin.IsDefaultPort ? host.Host : host.Value ?? string.Empty;
}
