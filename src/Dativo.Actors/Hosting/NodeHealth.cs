using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using Dativo.Actors.History;
using Dativo.Actors.Management;
using Dativo.Actors.Membership;
using Dativo.Actors.Scheduling;

namespace Dativo.Actors.Hosting;

/// <summary>
/// Looks at the node's membership and its database, and asks the scheduler and the projection how they are, wherever they run.
/// </summary>
internal sealed class NodeHealth(ActorSystem system, IReadOnlyActorRegistry registry, IMembership membership) : INodeHealth
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    public async Task<ImmutableArray<HealthFinding>> CheckAsync(CancellationToken cancellationToken)
    {
        var schedules = ProblemOf<SchedulerKey, SchedulePage>(new GetSchedules(null, 1), _ => null, cancellationToken);
        var history = ProblemOf<HistoryProjection, ProjectionStatus>(GetProjectionStatus.Instance, status => status.LastError, cancellationToken);
        return
        [
            Membership(),
            new HealthFinding("database", membership.DatabaseProblem),
            new HealthFinding("scheduler", await schedules),
            new HealthFinding("history", await history),
        ];
    }

    private HealthFinding Membership()
    {
        var cluster = Cluster.Get(system);
        var state = cluster.State;
        var self = state.Members.FirstOrDefault(member => member.UniqueAddress.Equals(cluster.SelfUniqueAddress));
        return MembershipHealth.Of(self?.Status, cluster.IsTerminated, [.. state.Unreachable.Select(member => NodeNames.HostAndPort(member.Address)).Order(StringComparer.Ordinal)]);
    }

    private async Task<string?> ProblemOf<TKey, TAnswer>(object question, Func<TAnswer, string?> problemIn, CancellationToken cancellationToken)
    {
        if (!registry.TryGet<TKey>(out var actor))
            return "has not started yet";
        try
        {
            return problemIn(await actor.Ask<TAnswer>(question, Patience, cancellationToken));
        }
        catch (AskTimeoutException)
        {
            return $"gave no answer within {Patience.TotalSeconds:0} s; it may be starting, or moving to another node";
        }
    }
}
