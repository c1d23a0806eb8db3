using System.Collections.Immutable;
using Akka.Actor;
using Akka.Hosting;
using Dativo.Actors.Scheduling;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Hosting;

/// <summary>Asks the actors.</summary>
internal sealed class ActorOrchestrator(IRequiredActor<SchedulerKey> scheduler, IRequiredActor<TenantRegion> tenants) : IOrchestrator
{
    private const int PageSize = 5000;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public async Task<ImmutableArray<ScheduleView>> GetSchedulesAsync(CancellationToken cancellationToken)
    {
        var all = ImmutableArray.CreateBuilder<ScheduleView>();
        for (string? after = null; ;)
        {
            var page = await AskScheduler<SchedulePage>(new GetSchedules(after, PageSize), cancellationToken);
            all.AddRange(page.Schedules);
            if (!page.More)
                return all.ToImmutable();
            after = page.Schedules[^1].Name;
        }
    }

    public async Task<ScheduleView?> GetScheduleAsync(string name, CancellationToken cancellationToken) =>
        (await AskScheduler<ScheduleReply>(new GetSchedule(name), cancellationToken)).Schedule;

    public async Task<TriggerResult> TriggerAsync(string schedule, string requestId, string by, CancellationToken cancellationToken) =>
        await AskScheduler<object>(new TriggerSchedule(schedule, requestId, by), cancellationToken) switch
        {
            RunAccepted accepted => new TriggerResult.Accepted(accepted.TenantId, accepted.RunId),
            RunRefused refused => new TriggerResult.Refused(refused.Reason),
            TriggerRefused { Reason: { } reason } => new TriggerResult.Refused(reason),
            TriggerRefused => new TriggerResult.UnknownSchedule(schedule),
            var other => throw new OrchestratorUnavailableException($"The scheduler answered with {other.GetType().Name}."),
        };

    public async Task<ScheduleView?> PauseAsync(string schedule, string by, string? reason, DateTimeOffset? until, CancellationToken cancellationToken) =>
        (await AskScheduler<ScheduleReply>(new PauseSchedule(schedule, by, reason, until), cancellationToken)).Schedule;

    public async Task<ScheduleView?> ResumeAsync(string schedule, string by, CancellationToken cancellationToken) =>
        (await AskScheduler<ScheduleReply>(new ResumeSchedule(schedule, by), cancellationToken)).Schedule;

    public async Task<TenantView> GetTenantAsync(string tenantId, CancellationToken cancellationToken) =>
        await Ask<TenantView>(await tenants.GetAsync(cancellationToken), new GetTenant(tenantId), $"Tenant {tenantId}", cancellationToken);

    public async Task<bool> CancelAsync(string tenantId, Guid runId, string by, string reason, CancellationToken cancellationToken) =>
        (await Ask<CancelReply>(
            await tenants.GetAsync(cancellationToken),
            new CancelRun(tenantId, runId, by, reason),
            $"Tenant {tenantId}",
            cancellationToken)).Found;

    private async Task<T> AskScheduler<T>(ISchedulerMessage message, CancellationToken cancellationToken) =>
        await Ask<T>(await scheduler.GetAsync(cancellationToken), message, "The scheduler", cancellationToken);

    private static async Task<T> Ask<T>(IActorRef actor, object message, string who, CancellationToken cancellationToken)
    {
        try
        {
            return await actor.Ask<T>(message, Timeout, cancellationToken);
        }
        catch (AskTimeoutException exception)
        {
            throw new OrchestratorUnavailableException($"{who} did not answer within {Timeout.TotalSeconds:0} s; it may be starting or moving to another node. Try again.", exception);
        }
    }
}
