using System.Collections.Concurrent;
using System.Collections.Immutable;
using Dativo.Actors.Hosting;
using Dativo.Actors.Scheduling;
using Dativo.Actors.Tenants;

namespace Dativo.Web.Tests.Doubles;

/// <summary>An orchestrator in memory that keeps what it was told.</summary>
public sealed class InMemoryOrchestrator(TimeProvider clock) : IOrchestrator
{
    private readonly ConcurrentDictionary<string, TriggerResult> _requests = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, ScheduleView> Schedules { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, TenantView> Tenants { get; } = new(StringComparer.Ordinal);

    /// <summary>What was asked of it, in words.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    /// <summary>When set, the scheduler does not answer.</summary>
    public bool SchedulerDown { get; set; }

    /// <summary>When set, no tenant answers.</summary>
    public bool TenantsDown { get; set; }

    /// <summary>Why triggers are refused; null: they are not.</summary>
    public string? Refusal { get; set; }

    /// <summary>What becomes of an accepted trigger.</summary>
    public Action<string, Guid>? OnTriggered { get; set; }

    public Task<ImmutableArray<ScheduleView>> GetSchedulesAsync(CancellationToken cancellationToken)
    {
        AskScheduler();
        return Task.FromResult<ImmutableArray<ScheduleView>>([.. Schedules.Values.OrderBy(schedule => schedule.Name, StringComparer.Ordinal)]);
    }

    public Task<ScheduleView?> GetScheduleAsync(string name, CancellationToken cancellationToken)
    {
        AskScheduler();
        return Task.FromResult(Schedules.GetValueOrDefault(name));
    }

    public Task<TriggerResult> TriggerAsync(string schedule, string requestId, string by, CancellationToken cancellationToken)
    {
        AskScheduler();
        Calls.Enqueue($"trigger {schedule} by {by}");
        if (!Schedules.TryGetValue(schedule, out var view))
            return Task.FromResult<TriggerResult>(new TriggerResult.UnknownSchedule(schedule));
        if (Refusal is not null)
            return Task.FromResult<TriggerResult>(new TriggerResult.Refused(Refusal));
        return Task.FromResult(_requests.GetOrAdd(requestId, _ =>
        {
            var id = Guid.CreateVersion7();
            OnTriggered?.Invoke(schedule, id);
            return new TriggerResult.Accepted(view.TenantId!, id);
        }));
    }

    public Task<ScheduleView?> PauseAsync(string schedule, string by, string? reason, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        AskScheduler();
        if (!Schedules.TryGetValue(schedule, out var view))
            return Task.FromResult<ScheduleView?>(null);
        view = view with { State = ScheduleStatus.Paused, NextAt = null, Pause = new PauseInfo(by, clock.GetUtcNow(), reason, until) };
        Schedules[schedule] = view;
        return Task.FromResult<ScheduleView?>(view);
    }

    public Task<ScheduleView?> ResumeAsync(string schedule, string by, CancellationToken cancellationToken)
    {
        AskScheduler();
        if (!Schedules.TryGetValue(schedule, out var view))
            return Task.FromResult<ScheduleView?>(null);
        view = view with { State = ScheduleStatus.Active, Pause = null };
        Schedules[schedule] = view;
        return Task.FromResult<ScheduleView?>(view);
    }

    public Task<TenantView> GetTenantAsync(string tenantId, CancellationToken cancellationToken)
    {
        AskTenant();
        return Task.FromResult(Tenants.GetValueOrDefault(tenantId) ?? new TenantView { TenantId = tenantId, Concurrency = 1, Runs = [] });
    }

    public Task<bool> CancelAsync(string tenantId, Guid runId, string by, string reason, CancellationToken cancellationToken)
    {
        AskTenant();
        Calls.Enqueue($"cancel {runId} of {tenantId} by {by}: {reason}");
        return Task.FromResult(Tenants.TryGetValue(tenantId, out var tenant) && tenant.Runs.Any(run => run.RunId == runId));
    }

    private void AskScheduler()
    {
        if (SchedulerDown)
            throw new OrchestratorUnavailableException("the scheduler did not answer within 5 s");
    }

    private void AskTenant()
    {
        if (TenantsDown)
            throw new OrchestratorUnavailableException("the tenant did not answer within 5 s");
    }
}
