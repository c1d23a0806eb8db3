using System.Collections.Immutable;
using Dativo.Actors.Configuration;
using Dativo.Actors.Hosting.Tls;
using Dativo.Actors.Membership;

namespace Dativo.Actors.Hosting;

/// <summary>What a node is told when it starts.</summary>
public sealed record NodeOptions
{
    /// <summary>Where the node keeps its logs, its locks and, without <see cref="Database"/>, its database: an absolute path.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>How many attempts run at once on this node; 1 or more.</summary>
    public required int Slots { get; init; }

    /// <summary>The host name or address other nodes reach this one at.</summary>
    public string Hostname { get; init; } = "127.0.0.1";

    /// <summary>The address this node listens on for other nodes; null: that of <see cref="Hostname"/>.</summary>
    public string? BindHostname { get; init; }

    /// <summary>The port other nodes reach this one at; 0: any free one.</summary>
    public int Port { get; init; }

    /// <summary>What the node does.</summary>
    public ImmutableArray<string> Roles { get; init; } = NodeRoles.All;

    /// <summary>
    /// Nodes to ask for the cluster, as <c>HOST:PORT</c>, besides those that the database knows. Empty, and no other member:
    /// the node is alone by configuration.
    /// </summary>
    public ImmutableArray<string> Seeds { get; init; } = [];

    /// <summary>A connection string of PostgreSQL; null: SQLite in the data directory, for a single node. A secret.</summary>
    public string? Database { get; init; }

    /// <summary>How long the node's lease lasts, and what hangs on it; without <see cref="Database"/> of no meaning.</summary>
    public LeaseTerms Lease { get; init; } = new();

    /// <summary>How nodes know each other; null: by their addresses alone, unencrypted.</summary>
    public NodeTls? Tls { get; init; }

    /// <summary>How long running jobs are given to end when the node stops; after that they get SIGTERM and their grace period.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Where directories named in configuration files are on this machine.</summary>
    public ImmutableArray<PathMap> PathMaps { get; init; } = [];

    /// <summary>Settings of Akka, as HOCON, that win over the node's own; null: none.</summary>
    public string? Hocon { get; init; }

    /// <summary>The node's address; none of its secrets.</summary>
    public override string ToString() => $"{Hostname}:{Port} ({string.Join(", ", Roles)})";

    /// <summary>Whether the node hosts what the role is there for.</summary>
    public bool Has(string role) => Roles.Contains(role);

    /// <summary>What is wrong with the options and the files of TLS, each in a sentence; empty when nothing is. Names no secret.</summary>
    /// <param name="time">The clock that certificates must be valid by; null: the system's.</param>
    public ImmutableArray<string> Validate(TimeProvider? time = null)
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
        foreach (var role in Roles.Where(role => !NodeRoles.All.Contains(role)))
            errors.Add($"'{role}' is no role (expected {string.Join(", ", NodeRoles.All)}).");
        if (DrainTimeout < TimeSpan.Zero)
            errors.Add($"The drain timeout {DrainTimeout} must not be negative.");
        if (Database is null && !Seeds.IsEmpty)
            errors.Add("Several nodes need a database that all of them reach: SQLite is a file of one node. Give a PostgreSQL connection string with --database, or take the seeds away.");
        if (Database is null && Roles.Length < NodeRoles.All.Length)
            errors.Add("A node without all roles is part of a cluster, which needs a database that all nodes reach: SQLite is a file of one node. Give a PostgreSQL connection string with --database, or all roles.");
        errors.AddRange(Lease.Validate());
        if (Tls is not null)
            errors.AddRange(NodeCertificates.Check(Tls, Hostname, (time ?? TimeProvider.System).GetUtcNow()));
        return errors.ToImmutable();
    }
}

/// <summary>The roles of nodes.</summary>
public static class NodeRoles
{
    /// <summary>Every role: what a single node has.</summary>
    public static readonly ImmutableArray<string> All = [Scheduler, Worker, Web];

    /// <summary>May host the scheduler.</summary>
    public const string Scheduler = "scheduler";

    /// <summary>Hosts tenants and runs processes.</summary>
    public const string Worker = "worker";

    /// <summary>Serves the HTTP API.</summary>
    public const string Web = "web";
}
