using System.Collections.Immutable;

namespace Dativo.Testing;

/// <summary>How a PostgreSQL server of the tests' own is started.</summary>
public sealed record PostgresSetup
{
    /// <summary>The address it listens on.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Its port.</summary>
    public required int Port { get; init; }

    /// <summary>Settings besides those of the address, as <c>name=value</c>.</summary>
    public ImmutableArray<string> Settings { get; init; } = ["max_connections=200"];

    /// <summary>Whether what it stores survives a crash of the machine.</summary>
    public bool Durable { get; init; }

    /// <summary>A command that the server is started with, such as one that enters a network namespace.</summary>
    public ImmutableArray<string> Within { get; init; } = [];
}
