using System.Collections.Immutable;
using Dativo.Actors.Configuration;

namespace Dativo.Actors.Hosting;

/// <summary>What a node is told when it starts.</summary>
public sealed record NodeOptions
{
    /// <summary>Where the node keeps its database, logs and locks: an absolute path.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>How many attempts run at once on this node; 1 or more.</summary>
    public required int Slots { get; init; }

    /// <summary>The address other nodes reach this one at.</summary>
    public string Hostname { get; init; } = "127.0.0.1";

    /// <summary>The port other nodes reach this one at; 0: any free one.</summary>
    public int Port { get; init; }

    /// <summary>What the node does.</summary>
    public ImmutableArray<string> Roles { get; init; } = [NodeRoles.Scheduler, NodeRoles.Worker, NodeRoles.Web];

    /// <summary>How long running jobs are given when the node stops, beyond their own grace period.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Where directories named in configuration files are on this machine.</summary>
    public ImmutableArray<PathMap> PathMaps { get; init; } = [];

    /// <summary>What is wrong with the options, each in a sentence; empty when nothing is.</summary>
    public ImmutableArray<string> Validate()
    {
        var errors = ImmutableArray.CreateBuilder<string>();
        if (!Path.IsPathFullyQualified(DataDirectory))
            errors.Add($"The data directory '{DataDirectory}' must be an absolute path.");
        if (Slots < 1)
            errors.Add($"A node needs at least 1 slot, not {Slots}.");
        if (Port is < 0 or > 65535)
            errors.Add($"The port {Port} must be 0 to 65535.");
        if (Roles.IsEmpty)
            errors.Add("A node needs at least one role.");
        return errors.ToImmutable();
    }
}

/// <summary>The roles of nodes.</summary>
public static class NodeRoles
{
    /// <summary>May host the scheduler.</summary>
    public const string Scheduler = "scheduler";

    /// <summary>Hosts tenants and runs processes.</summary>
    public const string Worker = "worker";

    /// <summary>Serves the HTTP API.</summary>
    public const string Web = "web";
}
