using System.Collections.Immutable;
using Dativo.Actors.Scheduling;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Hosting;

/// <summary>
/// What a running node can be asked and told, from any node of the cluster. Every call fails with
/// <see cref="OrchestratorUnavailableException"/> when the actor that must answer does not in time.
/// </summary>
public interface IOrchestrator
{
    /// <summary>The schedules, by name.</summary>
    Task<ImmutableArray<ScheduleView>> GetSchedulesAsync(CancellationToken cancellationToken);

    /// <summary>One schedule; null when there is none of that name.</summary>
    Task<ScheduleView?> GetScheduleAsync(string name, CancellationToken cancellationToken);

    /// <summary>Starts a run of a schedule now. The same <paramref name="requestId"/> again gives the same run.</summary>
    Task<TriggerResult> TriggerAsync(string schedule, string requestId, string by, CancellationToken cancellationToken);

    /// <summary>Pauses a schedule; null when there is none of that name.</summary>
    Task<ScheduleView?> PauseAsync(string schedule, string by, string? reason, DateTimeOffset? until, CancellationToken cancellationToken);

    /// <summary>Resumes a paused schedule; null when there is none of that name.</summary>
    Task<ScheduleView?> ResumeAsync(string schedule, string by, CancellationToken cancellationToken);

    /// <summary>A tenant's present; a tenant never heard of has no runs.</summary>
    Task<TenantView> GetTenantAsync(string tenantId, CancellationToken cancellationToken);

    /// <summary>Ends an open run; false when the tenant has no open run of that id.</summary>
    Task<bool> CancelAsync(string tenantId, Guid runId, string by, string reason, CancellationToken cancellationToken);
}

/// <summary>The answer to a trigger.</summary>
public abstract record TriggerResult
{
    private TriggerResult()
    {
    }

    /// <summary>The run was accepted and is stored.</summary>
    public sealed record Accepted(string TenantId, Guid RunId) : TriggerResult;

    /// <summary>No schedule has that name.</summary>
    public sealed record UnknownSchedule(string Name) : TriggerResult;

    /// <summary>The run cannot be made, and why.</summary>
    public sealed record Refused(string Reason) : TriggerResult;
}
