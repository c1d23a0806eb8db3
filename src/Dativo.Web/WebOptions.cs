using System.Collections.Immutable;

namespace Dativo.Web;

/// <summary>Where a node's HTTP API listens and who may use it; checked when the node starts.</summary>
public sealed class WebOptions
{
    /// <summary>The address and port of the default.</summary>
    public const string DefaultBind = "127.0.0.1:3000";

    /// <summary>The shortest secret that is taken, in characters.</summary>
    public const int MinimumTokenLength = 16;

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

    /// <summary>Whether nodes may be told by HTTP to leave the cluster, or be taken out of it; only together with a <see cref="Token"/>.</summary>
    public bool Management { get; set; }

    /// <summary>What is wrong with the options, each in a sentence without the secret; empty when nothing is.</summary>
    public ImmutableArray<string> Validate()
    {
        var errors = ImmutableArray.CreateBuilder<string>();
        if (!WebBinding.TryParse(Bind, out var binding, out var error))
            errors.Add($"HTTP address: {error}");

        if (Token is null)
        {
            if (binding is { IsLoopback: false })
                errors.Add($"HTTP address: '{Bind}' can be reached from other machines, so a token is required: set DATIVO_TOKEN (at least {MinimumTokenLength} characters), or listen on 127.0.0.1");
        }
        else if (Token.Length < MinimumTokenLength || Token.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            // The token itself must not be shown.
            errors.Add($"HTTP token: expected at least {MinimumTokenLength} visible ASCII characters without blanks");
        }

        return errors.ToImmutable();
    }
}
