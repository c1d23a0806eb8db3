using System.Collections.Immutable;
using Dativo.Actors.Hosting;
using Dativo.Actors.Membership;

namespace Dativo.Actors.Configuration.Node;

/// <summary>How a node is to run: what its file, its environment and its command line say together.</summary>
public sealed record NodeConfiguration
{
    /// <summary>The <c>runner.yaml</c>, as messages name it; relative to the current directory. Null for a node that needs none.</summary>
    public string? RunnerConfig { get; init; }

    /// <summary>Where the node keeps its logs, its locks and, without <see cref="Database"/>, its databases: an absolute path.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>A connection string of PostgreSQL; null: SQLite in the data directory. A secret.</summary>
    public string? Database { get; init; }

    /// <summary>Where directories named in configuration files are on this machine.</summary>
    public ImmutableArray<PathMap> PathMaps { get; init; } = [];

    /// <summary>What the node does, each role once.</summary>
    public ImmutableArray<string> Roles { get; init; } = NodeRoles.All;

    /// <summary>The host name or address other nodes reach this one at.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The address to listen on for other nodes; null: that of <see cref="Host"/>.</summary>
    public string? BindHost { get; init; }

    /// <summary>The port other nodes reach this one at; 0: any free one.</summary>
    public int Port { get; init; }

    /// <summary>Nodes to ask for the cluster, as <c>HOST:PORT</c>.</summary>
    public ImmutableArray<string> Seeds { get; init; } = [];

    /// <summary>How many attempts run at once on this node; null: as many as <c>runner.yaml</c> says.</summary>
    public int? Slots { get; init; }

    /// <summary>How long running jobs are given to end when the node stops; zero or more.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Where HTTP listens; null: at the default address.</summary>
    public string? HttpBind { get; init; }

    /// <summary>Whether nodes may be taken out of the cluster by HTTP.</summary>
    public bool Management { get; init; }

    /// <summary>The secret of the API; null: none. A secret.</summary>
    public string? Token { get; init; }

    /// <summary>How long the node's lease lasts, and what hangs on it.</summary>
    public LeaseTerms Lease { get; init; } = new();

    /// <summary>How nodes know each other; null: no TLS.</summary>
    public NodeTls? Tls { get; init; }

    /// <summary><c>text</c> or <c>json</c>; null: by where the log goes.</summary>
    public string? LogFormat { get; init; }

    /// <summary>The least severe level that is logged: <c>debug</c>, <c>information</c>, <c>warning</c> or <c>error</c>.</summary>
    public string LogLevel { get; init; } = "information";

    /// <summary>Settings of Akka as HOCON; null: none.</summary>
    public string? Akka { get; init; }

    /// <summary>Whether the node needs a <c>runner.yaml</c>.</summary>
    public bool NeedsRunner => Roles.Contains(NodeRoles.Scheduler) || Roles.Contains(NodeRoles.Worker);

    /// <summary>The same for the node itself.</summary>
    /// <param name="slots">How many attempts run at once where <see cref="Slots"/> does not say it.</param>
    public NodeOptions ToOptions(int slots) => new()
    {
        DataDirectory = DataDirectory,
        Slots = Slots ?? slots,
        Hostname = Host,
        BindHostname = BindHost,
        Port = Port,
        Roles = Roles,
        Seeds = Seeds,
        Database = Database,
        Lease = Lease,
        Tls = Tls,
        DrainTimeout = DrainTimeout,
        PathMaps = PathMaps,
        Hocon = Akka,
    };

    /// <summary>No values: some of them are secrets.</summary>
    public override string ToString() => nameof(NodeConfiguration);
}
