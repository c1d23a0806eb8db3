namespace Dativo.Web.Contract;

/// <summary>The answer to <c>GET /api/v1/cluster</c>.</summary>
public sealed record ClusterPage
{
    /// <summary>The node that answers, as <c>host:port</c>.</summary>
    public required string SelfNode { get; init; }

    /// <summary>The member that lets others in; null when none is known.</summary>
    public string? Leader { get; init; }

    /// <summary>The node with the scheduler; null when no member that is up may host it.</summary>
    public string? SchedulerNode { get; init; }

    /// <summary>The members, by address.</summary>
    public required IReadOnlyList<ClusterNodeRow> Nodes { get; init; }
}

/// <summary>A node of the cluster.</summary>
public sealed record ClusterNodeRow
{
    /// <summary>Its name, <c>host:port</c>.</summary>
    public required string Node { get; init; }

    /// <summary>Its incarnation, <c>akka.tcp://dativo@host:port#uid</c>: what an attempt names as its node.</summary>
    public required string Incarnation { get; init; }

    /// <summary>What it does: <c>scheduler</c>, <c>worker</c>, <c>web</c>.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary><c>joining</c>, <c>weakly_up</c>, <c>up</c>, <c>leaving</c>, <c>exiting</c>, <c>down</c> or <c>removed</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Whether the members reach it.</summary>
    public required bool Reachable { get; init; }

    /// <summary>Its lease; null without PostgreSQL, and before it has one.</summary>
    public LeaseRow? Lease { get; init; }

    /// <summary>Slots that are taken; null when it has no worker, or for the <see cref="Reason"/>.</summary>
    public int? SlotsInUse { get; init; }

    /// <summary>Slots there are; null as above.</summary>
    public int? Slots { get; init; }

    /// <summary>Runs that wait for one of its slots; null as above.</summary>
    public int? Waiting { get; init; }

    /// <summary>How many shards live on it; null for the <see cref="Reason"/>.</summary>
    public int? Shards { get; init; }

    /// <summary>How many tenants are awake on it; null for the <see cref="Reason"/>.</summary>
    public int? Tenants { get; init; }

    /// <summary>Where it keeps journal and history, <c>sqlite</c> or <c>postgresql</c>; null for the <see cref="Reason"/>.</summary>
    public string? Database { get; init; }

    /// <summary>What is wrong with its connection to the database; null when nothing is known to be.</summary>
    public string? DatabaseProblem { get; init; }

    /// <summary>The version of its program; null for the <see cref="Reason"/>.</summary>
    public string? Version { get; init; }

    /// <summary>Why something of it is not known; null when all is.</summary>
    public string? Reason { get; init; }
}

/// <summary>A node's lease in the database.</summary>
/// <param name="State"><c>active</c>, <c>evicted</c>, <c>released</c> or <c>fenced</c>.</param>
/// <param name="RemainingMs">How long it still lasted, in milliseconds, when the answering node looked last; negative when it had expired.</param>
public sealed record LeaseRow(string State, long RemainingMs);
