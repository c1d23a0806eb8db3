using System.Collections.Immutable;
using Akka.Actor;
using Akka.Hosting;
using Dativo.Actors.History;
using Dativo.Actors.Scheduling;

namespace Dativo.Actors.Hosting;

/// <summary>Asks the scheduler and the projection how they are.</summary>
internal sealed class NodeHealth(IRequiredActor<SchedulerKey> scheduler, IRequiredActor<HistoryProjection> projection) : INodeHealth
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    public async Task<ImmutableArray<HealthFinding>> CheckAsync(CancellationToken cancellationToken)
    {
        var schedules = ProblemOf<SchedulePage>(scheduler.ActorRef, new GetSchedules(null, 1), _ => null, cancellationToken);
        var history = ProblemOf<ProjectionStatus>(projection.ActorRef, GetProjectionStatus.Instance, status => status.LastError, cancellationToken);
        return [new HealthFinding("scheduler", await schedules), new HealthFinding("history", await history)];
    }

    private static async Task<string?> ProblemOf<T>(IActorRef actor, object question, Func<T, string?> problemIn, CancellationToken cancellationToken)
    {
        try
        {
            return problemIn(await actor.Ask<T>(question, Patience, cancellationToken));
        }
        catch (AskTimeoutException)
        {
            return $"gave no answer within {Patience.TotalSeconds:0} s; it may be starting, or moving to another node";
        }
    }
}
