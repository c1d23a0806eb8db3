using System.Collections.Immutable;
using System.Data.Common;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Dativo.Actors.Hosting;
using Dativo.Actors.Membership;
using Dativo.Actors.Telemetry;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Management;

/// <summary>Asks the cluster and the actors with which nodes answer.</summary>
internal sealed class ClusterManagement(ActorSystem system, IMembership membership, ManagementLog log) : IClusterManagement
{
    private static readonly TimeSpan ReportPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Cluster _cluster = Cluster.Get(system);

    /// <inheritdoc />
    public ImmutableArray<string> ShardTypes => [.. ClusterSharding.Get(system).ShardTypeNames.Add(NodeActors.TenantType).Order(StringComparer.Ordinal)];

    /// <inheritdoc />
    public MembershipView GetMembers() => ViewOf(_cluster.State);

    /// <inheritdoc />
    public async Task<ShardRegionView?> GetShardsAsync(string type, CancellationToken cancellationToken)
    {
        if (!ShardTypes.Contains(type))
            return null;
        try
        {
            var stats = await ClusterSharding.Get(system).ShardRegion(type).Ask<ShardRegionStats>(GetShardRegionStats.Instance, Patience, cancellationToken);
            return new ShardRegionView(
                [.. stats.Stats.Select(shard => new ShardReport(shard.Key, shard.Value)).OrderBy(shard => shard.ShardId, ShardIds.Order)],
                [.. stats.Failed.Order(ShardIds.Order)]);
        }
        catch (AskTimeoutException exception)
        {
            throw new OrchestratorUnavailableException($"The shards of {type} did not answer within {Patience.TotalSeconds:0} s; they may be moving to another node.", exception);
        }
    }

    /// <inheritdoc />
    public async Task<ClusterOverview> GetClusterAsync(CancellationToken cancellationToken)
    {
        var state = _cluster.State;
        var leases = membership.Leases;
        var nodes = await Task.WhenAll(state.Members.Select(member => NodeAsync(member, state.Unreachable.Contains(member), leases, cancellationToken)));
        return new ClusterOverview(ViewOf(state), [.. nodes]);
    }

    /// <inheritdoc />
    public async Task<NodeCommandResult> LeaveAsync(string node, string by, CancellationToken cancellationToken)
    {
        if (NodeNames.Find(_cluster.State.Members, node) is not { } member)
            return new NodeCommandResult.Unknown();
        var name = NodeNames.HostAndPort(member.Address);
        try
        {
            await NodeNames.ActorOf(system, member.Address).Ask<NodeLeaves>(new LeaveCluster(by), Patience, cancellationToken);
            log.AskedToLeave(name, by);
            return new NodeCommandResult.Accepted(member.Address.ToString());
        }
        catch (AskTimeoutException)
        {
            return new NodeCommandResult.NoAnswer(
                $"{name} did not answer within {Patience.TotalSeconds:0} s, so it may not have heard it; a node that is dead is taken out by itself, and one that hangs with 'dativo cluster down {name}'");
        }
    }

    /// <inheritdoc />
    public async Task<NodeCommandResult> DownAsync(string node, string by, CancellationToken cancellationToken)
    {
        if (NodeNames.Find(_cluster.State.Members, node) is not { } member)
            return new NodeCommandResult.Unknown();
        var name = NodeNames.HostAndPort(member.Address);
        try
        {
            return await membership.EvictAsync(ClusterNodeDirectory.NameOf(member.UniqueAddress), by, cancellationToken)
                ? new NodeCommandResult.Accepted(member.Address.ToString())
                : new NodeCommandResult.Refused($"{name} holds no lease that could be taken from it: it is being removed already, or is a node on its own; end that one with 'dativo cluster leave {name}'");
        }
        catch (Exception exception) when (exception is DbException or TimeoutException)
        {
            return new NodeCommandResult.NoAnswer($"{name} cannot be taken out now, since the database that must know of it does not answer: {membership.DatabaseProblem ?? exception.Message}");
        }
    }

    private async Task<NodeView> NodeAsync(Member member, bool unreachable, LeaseSnapshot leases, CancellationToken cancellationToken)
    {
        var view = new NodeView
        {
            Member = ViewOf(member),
            Reachable = !unreachable,
            Lease = LeaseOf(ClusterNodeDirectory.NameOf(member.UniqueAddress), leases),
        };
        try
        {
            return view with { Report = await NodeNames.ActorOf(system, member.Address).Ask<NodeReport>(GetNodeReport.Instance, ReportPatience, cancellationToken) };
        }
        catch (AskTimeoutException)
        {
            return view with { NoAnswer = $"it did not answer within {ReportPatience.TotalSeconds:0} s" };
        }
    }

    // What is left of it now, if nothing has happened to it since the look.
    private static NodeLease? LeaseOf(string node, LeaseSnapshot leases) =>
        leases.Leases.GetValueOrDefault(node) is { } lease && leases.TakenAt is { } takenAt
            ? lease with { Remaining = lease.Remaining - TimeSpan.FromMilliseconds(Environment.TickCount64 - takenAt) }
            : null;

    private MembershipView ViewOf(ClusterEvent.CurrentClusterState state)
    {
        var self = _cluster.SelfAddress.ToString();
        return new MembershipView
        {
            SelfNode = self,
            Members = [.. state.Members.Select(ViewOf)],
            Unreachable =
            [
                .. state.Unreachable.Select(member => member.Address).Order(Member.AddressOrdering).Select(address =>
                    new UnreachableView(address.ToString(), _cluster.FailureDetector.IsAvailable(address) ? [] : [self])),
            ],
            Leader = state.Leader?.ToString(),
            Oldest = ClusterMembers.OldestUp(state.Members)?.Address.ToString(),
            OldestPerRole = ClusterMembers.OldestPerRole(state.Members).ToImmutableSortedDictionary(entry => entry.Key, entry => entry.Value.Address.ToString(), StringComparer.Ordinal),
        };
    }

    private static ClusterMemberView ViewOf(Member member) => new(
        member.Address.ToString(),
        NodeNames.HostAndPort(member.Address),
        (uint)member.UniqueAddress.Uid,
        member.Status.ToString(),
        [.. member.Roles.Order(StringComparer.Ordinal)]);
}
