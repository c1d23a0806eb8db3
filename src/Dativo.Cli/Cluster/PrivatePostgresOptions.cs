using System.Collections.Immutable;

namespace Dativo.Cli.Cluster;

/// <summary>What a <see cref="PrivatePostgres"/> is told.</summary>
public sealed record PrivatePostgresOptions
{
    /// <summary>Where its data, its password and its log are kept: an absolute path. What is there already is used again.</summary>
    public required string Directory { get; init; }

    /// <summary>The loopback address it listens on.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Its superuser, and whose databases they are.</summary>
    public string User { get; init; } = "dativo";

    /// <summary>The user's password; null makes one up and keeps it in the directory. Taken only when the data is new. A secret.</summary>
    public string? Password { get; init; }

    /// <summary>The database of <see cref="PrivatePostgres.ConnectionString"/>, made when it is missing.</summary>
    public string Database { get; init; } = "dativo";

    /// <summary>Settings of the server, as <c>NAME=VALUE</c>; they win over the ones it has here.</summary>
    public ImmutableArray<string> Settings { get; init; } = [];
}
