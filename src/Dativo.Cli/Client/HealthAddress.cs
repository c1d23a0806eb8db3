using Dativo.Actors.Configuration.Node;

namespace Dativo.Cli.Client;

/// <summary>Where the node is whose health is asked for.</summary>
internal static class HealthAddress
{
    /// <summary>
    /// The address from <c>--server</c>, else <c>DATIVO_SERVER</c>, else where <c>DATIVO_HTTP_BIND</c> says that the node of this
    /// environment listens, as in its container, else the default; null and the reason when it is none.
    /// </summary>
    public static Uri? Find(string? option, Func<string, string?> environment, out string? error)
    {
        var (text, origin) = (option, environment("DATIVO_SERVER"), environment("DATIVO_HTTP_BIND")) switch
        {
            ({ Length: > 0 } given, _, _) => (given, "--server"),
            (_, { Length: > 0 } server, _) => (server, "DATIVO_SERVER"),
            (_, _, { Length: > 0 } bind) => ($"http://{Reachable(bind)}", "DATIVO_HTTP_BIND"),
            _ => (ClientOptions.DefaultServer, ""),
        };
        var isAddress = Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);
        error = isAddress ? null : $"{origin}: '{text}' is not the address of a node (expected a URL such as {ClientOptions.DefaultServer})";
        return isAddress ? address : null;
    }

    /// <summary>An address of <c>HOST:PORT</c> to connect to: what listens on all of them is on this machine's loopback too.</summary>
    public static string Reachable(string bind) =>
        HostAndPort.TrySplit(bind, out var host, out var port) && host is "*" or "0.0.0.0" or "[::]" ? $"127.0.0.1:{port}" : bind;
}
