namespace Dativo.Web;

/// <summary>Where a node's HTTP API listens and who may use it; checked when the node starts.</summary>
public sealed class WebOptions
{
    /// <summary>The address and port of the default.</summary>
    public const string DefaultBind = "127.0.0.1:3000";

    /// <summary>
    /// <c>HOST:PORT</c>: an IP address (IPv6 in brackets), <c>localhost</c>, or <c>*</c> for all addresses, and a port from 0 to 65535;
    /// 0 takes a free one.
    /// </summary>
    public string Bind { get; set; } = DefaultBind;

    /// <summary>
    /// The secret that every request but those to <c>/health/</c> must carry as <c>Authorization: Bearer TOKEN</c>: at least 16 visible
    /// ASCII characters. Null: no secret, which is allowed on a loopback address only.
    /// </summary>
    public string? Token { get; set; }

    /// <summary>Whether nodes may be told over HTTP to leave, or be taken out (<c>/cluster</c>); only together with a <see cref="Token"/>.</summary>
    public bool Management { get; set; }
}
