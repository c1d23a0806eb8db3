using System.Collections.Immutable;
using Dativo.Actors.Hosting;

namespace Dativo.Actors.Management;

/// <summary>What operators ask about the cluster and do with its nodes, from any node.</summary>
public interface IClusterManagement
{
    /// <summary>The members, as this node sees them.</summary>
    MembershipView GetMembers();

    /// <summary>The kinds of entities that live in shards, by name.</summary>
    ImmutableArray<string> ShardTypes { get; }

    /// <summary>This node's shards of a kind; null when there is no such kind.</summary>
    /// <exception cref="OrchestratorUnavailableException">The shards did not answer in time.</exception>
    Task<ShardRegionView?> GetShardsAsync(string type, CancellationToken cancellationToken);

    /// <summary>Every member with what it says of itself. A node that does not answer within a second is shown without.</summary>
    Task<ClusterOverview> GetClusterAsync(CancellationToken cancellationToken);

    /// <summary>Asks a node to leave: it stops as on SIGTERM, with its drain. It has begun to when this returns.</summary>
    /// <param name="node">Its address, or <c>host:port</c>.</param>
    /// <param name="by">Who asks for it, for the log.</param>
    /// <param name="cancellationToken">Ends the waiting for the node's answer.</param>
    Task<NodeCommandResult> LeaveAsync(string node, string by, CancellationToken cancellationToken);

    /// <summary>Takes a node out of the cluster that does not leave by itself.</summary>
    /// <inheritdoc cref="LeaveAsync" />
    Task<NodeCommandResult> DownAsync(string node, string by, CancellationToken cancellationToken);
}

/// <summary>The answer to a command about a node.</summary>
public abstract record NodeCommandResult
{
    private NodeCommandResult()
    {
    }

    /// <summary>It is under way.</summary>
    /// <param name="Node">The address of the node that was meant.</param>
    public sealed record Accepted(string Node) : NodeCommandResult;

    /// <summary>No member is named so.</summary>
    public sealed record Unknown : NodeCommandResult;

    /// <summary>It cannot be done.</summary>
    /// <param name="Reason">Why, and what to do: a sentence without its full stop.</param>
    public sealed record Refused(string Reason) : NodeCommandResult;

    /// <summary>Who must answer for it does not.</summary>
    /// <param name="Reason">Who, and what to do: a sentence without its full stop.</param>
    public sealed record NoAnswer(string Reason) : NodeCommandResult;
}
