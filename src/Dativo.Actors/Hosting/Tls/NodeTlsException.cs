using System.Collections.Immutable;

namespace Dativo.Actors.Hosting.Tls;

/// <summary>The files of TLS between nodes cannot be used; the message is for people, and names no secret.</summary>
public sealed class NodeTlsException(ImmutableArray<string> errors) : Exception(string.Join(' ', errors))
{
    /// <summary>All that is wrong, each in a sentence.</summary>
    public ImmutableArray<string> Errors { get; } = errors;
}
