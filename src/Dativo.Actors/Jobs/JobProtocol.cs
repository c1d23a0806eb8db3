using Dativo.Actors.Workers;

namespace Dativo.Actors.Jobs;

// Between a tenant, which supervises its runs, and their job actors: they live on one node, so none of this crosses the wire.

/// <summary>What a run's actors must know of it; <paramref name="Weight"/> is the tenant's.</summary>
public sealed record RunAssignment(string TenantId, Guid RunId, JobSpec Spec, DateTimeOffset ScheduledFor, string? TraceParent, int Weight = 1)
{
    /// <summary>The order for one attempt.</summary>
    public AttemptOrder OrderFor(int attempt, long fencingToken) => new()
    {
        TenantId = TenantId,
        RunId = RunId,
        Attempt = attempt,
        FencingToken = fencingToken,
        JobName = Spec.Schedule,
        ConfigFile = Spec.ConfigFile,
        ScheduledFor = ScheduledFor,
        Command = Spec.Command,
        Timeout = Spec.Timeout,
        TraceParent = TraceParent,
    };
}

/// <summary>How the supervision of a run begins.</summary>
public abstract record RunStart
{
    private RunStart()
    {
    }

    /// <summary>With a new attempt, which needs a slot.</summary>
    public sealed record WithoutSlot : RunStart;

    /// <summary>
    /// With an attempt that is stored as started on this node and has a slot, kept by the worker for it or taken from the board; or, after a
    /// restart, runs there already.
    /// </summary>
    public sealed record WithSlot(AttemptOrder Order, bool IsSpare) : RunStart;

    /// <summary>With an attempt that an earlier incarnation started on <paramref name="Node"/>.</summary>
    public sealed record Running(int Attempt, string Node) : RunStart;

    /// <summary>With a wait for the next attempt.</summary>
    public sealed record Waiting(DateTimeOffset RetryAt) : RunStart;
}

/// <summary>Job actor to tenant: a slot on <paramref name="Node"/> is kept; may the attempt start?</summary>
internal sealed record AttemptReady(Guid RunId, string Node);

/// <summary>Tenant to job actor: the attempt is stored as started.</summary>
internal sealed record StartAttempt(AttemptOrder Order, string Node);

/// <summary>Timer of the tenant: the next attempt is due; may it take a place?</summary>
internal sealed record RetryDue(Guid RunId);

/// <summary>Timer of the tenant: a job actor that broke is to be replaced.</summary>
internal sealed record RepairJob(Guid RunId);

/// <summary>Tenant to job actor: end the attempt under way.</summary>
internal sealed record StopAttempt
{
    public static readonly StopAttempt Instance = new();
}

/// <summary>Job actor to tenant: the attempt's process is there.</summary>
internal sealed record AttemptRuns(Guid RunId, int Attempt, int Pid);
