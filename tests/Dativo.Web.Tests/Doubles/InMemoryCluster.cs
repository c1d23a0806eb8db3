using System.Collections.Concurrent;
using System.Collections.Immutable;
using Dativo.Actors.Hosting;
using Dativo.Actors.Management;
using Dativo.Actors.Membership;

namespace Dativo.Web.Tests.Doubles;

/// <summary>A cluster in memory that keeps what it was told; nodes go when a test says so.</summary>
public sealed class InMemoryCluster : IClusterManagement
{
    private const string Prefix = "akka.tcp://dativo@";
    private ImmutableArray<NodeView> _nodes = [];

    /// <summary>What was asked of it, in words.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    /// <summary>What is answered to leave and down, in place of accepting.</summary>
    public NodeCommandResult? Answer { get; set; }

    /// <summary>Called when a node was told to go.</summary>
    public Action<string>? OnTold { get; set; }

    /// <summary>Called when the members were asked for, before they are given.</summary>
    public Action? OnMembersAsked { get; set; }

    public ImmutableArray<string> ShardTypes => ["tenant"];

    /// <summary>Adds a node that is well, and changes it as the test wishes.</summary>
    public void Add(string hostAndPort, string[] roles, Func<NodeView, NodeView>? change = null)
    {
        var node = new NodeView
        {
            Member = new ClusterMemberView(Prefix + hostAndPort, hostAndPort, 4_000_000_000 + _nodes.Length, "Up", [.. roles]),
            Reachable = true,
            Report = new NodeReport
            {
                Version = "0.2.0",
                Database = "postgresql",
                Slots = roles.Contains(NodeRoles.Worker) ? new SlotReport(3, 8, 0) : null,
                Shards = roles.Contains(NodeRoles.Worker) ? [new ShardReport("7", 2), new ShardReport("42", 10)] : [],
            },
            Lease = new NodeLease($"{Prefix}{hostAndPort}#1", LeaseState.Active, TimeSpan.FromMilliseconds(1_812)),
        };
        _nodes = _nodes.Add(change?.Invoke(node) ?? node);
    }

    public void Remove(string hostAndPort) => _nodes = _nodes.RemoveAll(node => node.Member.HostAndPort == hostAndPort);

    public void SetStatus(string hostAndPort, string status) =>
        _nodes = [.. _nodes.Select(node => node.Member.HostAndPort == hostAndPort ? node with { Member = node.Member with { Status = status } } : node)];

    public MembershipView GetMembers()
    {
        OnMembersAsked?.Invoke();
        var up = _nodes.Where(node => node.Member.Status == "Up").Select(node => node.Member).ToArray();
        return new MembershipView
        {
            SelfNode = _nodes[0].Member.Node,
            Members = [.. _nodes.Select(node => node.Member)],
            Unreachable = [.. _nodes.Where(node => !node.Reachable).Select(node => new UnreachableView(node.Member.Node, [_nodes[0].Member.Node]))],
            Leader = up.FirstOrDefault()?.Node,
            Oldest = up.FirstOrDefault()?.Node,
            OldestPerRole = NodeRoles.All
                .Where(role => up.Any(member => member.Roles.Contains(role)))
                .ToImmutableSortedDictionary(role => role, role => up.First(member => member.Roles.Contains(role)).Node, StringComparer.Ordinal),
        };
    }

    public Task<ShardRegionView?> GetShardsAsync(string type, CancellationToken cancellationToken) =>
        Task.FromResult(type == "tenant" ? new ShardRegionView(_nodes[0].Report!.Shards, ["9"]) : null);

    public Task<ClusterOverview> GetClusterAsync(CancellationToken cancellationToken) => Task.FromResult(new ClusterOverview(GetMembers(), _nodes));

    public Task<NodeCommandResult> LeaveAsync(string node, string by, CancellationToken cancellationToken) => Told("leave", node, by);

    public Task<NodeCommandResult> DownAsync(string node, string by, CancellationToken cancellationToken) => Told("down", node, by);

    private Task<NodeCommandResult> Told(string what, string node, string by)
    {
        Calls.Enqueue($"{what} {node} by {by}");
        if (Answer is not null)
            return Task.FromResult(Answer);
        if (_nodes.FirstOrDefault(candidate => node == candidate.Member.Node || node == candidate.Member.HostAndPort) is not { } found)
            return Task.FromResult<NodeCommandResult>(new NodeCommandResult.Unknown());
        OnTold?.Invoke(found.Member.HostAndPort);
        return Task.FromResult<NodeCommandResult>(new NodeCommandResult.Accepted(found.Member.Node));
    }
}
