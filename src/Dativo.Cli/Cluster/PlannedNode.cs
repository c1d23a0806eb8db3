using System.Collections.Immutable;

namespace Dativo.Cli.Cluster;

/// <summary>How one node of a cluster on this machine is started.</summary>
internal sealed record PlannedNode
{
    /// <summary>Its name in the log, such as <c>node-1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The arguments of this very program.</summary>
    public ImmutableArray<string> Arguments { get; init; } = ["start", "orchestrated"];

    /// <summary>What is set in its environment besides what this process has. Holds secrets.</summary>
    public required ImmutableSortedDictionary<string, string> Environment { get; init; }

    /// <summary>Variables of this process that it must not have.</summary>
    public Func<string, bool> Hides { get; init; } = static _ => false;

    /// <summary>The directory it runs in.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Where its HTTP listens, as <c>HOST:PORT</c> that this machine can connect to.</summary>
    public required string Http { get; init; }

    /// <summary>Whether the API and not only the health probes is there.</summary>
    public required bool HasApi { get; init; }

    /// <summary>Whether it is started again when it ends.</summary>
    public RestartPolicy Restart { get; init; } = RestartPolicy.OnFailure;

    /// <summary>The nodes that have to be ready before it starts.</summary>
    public ImmutableArray<string> After { get; init; } = [];

    /// <summary>The arguments with which this very program says by its exit code whether the node is ready; empty: the node is asked.</summary>
    public ImmutableArray<string> Health { get; init; } = [];

    /// <summary>How long it may take to stop before it is killed.</summary>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(120);
}
