using System.Collections.Immutable;

namespace Dativo.Cli.Cluster.Compose;

/// <summary>A service of a compose file, with its variables put in: what of it matters to a process.</summary>
internal sealed record ComposeService
{
    public required string Name { get; init; }

    /// <summary>The image without its tag and registry, such as <c>postgres</c>.</summary>
    public required string Image { get; init; }

    public required ImmutableArray<string> Command { get; init; }

    /// <summary>Its environment. Holds secrets.</summary>
    public required ImmutableSortedDictionary<string, string> Environment { get; init; }

    public required ImmutableArray<ComposeMount> Mounts { get; init; }

    /// <summary>The address and port of this machine by the container's port that is published there.</summary>
    public required ImmutableSortedDictionary<string, string> Ports { get; init; }

    public required int Replicas { get; init; }

    public required RestartPolicy Restart { get; init; }

    public required TimeSpan StopGrace { get; init; }

    /// <summary>The program and arguments of its health check; empty for none.</summary>
    public required ImmutableArray<string> Health { get; init; }

    /// <summary>The services that have to be healthy before it starts.</summary>
    public required ImmutableArray<string> AfterHealthy { get; init; }

    public required string? WorkingDirectory { get; init; }

    /// <summary>Whether it is the database.</summary>
    public bool IsPostgres => Image == "postgres";
}
