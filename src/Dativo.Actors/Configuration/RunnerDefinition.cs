using System.Collections.Immutable;

namespace Dativo.Actors.Configuration;

/// <summary>What a valid <c>runner.yaml</c> says, with the job files it names.</summary>
public sealed record RunnerDefinition
{
    /// <summary>The file it was read from, as an absolute path.</summary>
    public required string File { get; init; }

    /// <summary>What the file is for; no part of the engine acts on it, <c>dativo start orchestrated</c> runs either.</summary>
    public RunnerMode Mode { get; init; } = RunnerMode.Orchestrated;

    /// <summary>Which engine the schedules are for.</summary>
    public OrchestratorType Type { get; init; } = OrchestratorType.BuiltIn;

    /// <summary>How many runs of one tenant may be active at once unless <see cref="Tenants"/> says otherwise; 1 or more.</summary>
    public int ConcurrencyPerTenant { get; init; } = 1;

    /// <summary>Whether a run that waits for its retry keeps its place in the tenant, so that nothing else of the tenant starts in between.</summary>
    public bool RetryHoldsTenant { get; init; } = true;

    /// <summary>Limits of single tenants, by tenant id.</summary>
    public ImmutableDictionary<string, TenantDefinition> Tenants { get; init; } = ImmutableDictionary<string, TenantDefinition>.Empty;

    /// <summary>How jobs are started.</summary>
    public ExecutorDefinition Executor { get; init; } = new();

    /// <summary>The schedules, in the order of the file; those whose job file is broken are among them (see <see cref="ScheduleDefinition.InvalidReason"/>).</summary>
    public ImmutableArray<ScheduleDefinition> Schedules { get; init; } = [];
}

/// <summary>The engine that <c>runner.orchestrator.type</c> asks for.</summary>
public enum OrchestratorType
{
    /// <summary>This product's own engine: <c>type: dagster</c> (what existing files say) and <c>type: akka</c>.</summary>
    BuiltIn,

    /// <summary><c>type: airflow</c>: the schedules are for export as DAG files.</summary>
    Airflow,
}

/// <summary>Limits of one tenant (<c>runner.orchestrator.tenants.ID</c>).</summary>
public sealed record TenantDefinition
{
    /// <summary>How many runs of the tenant may be active at once; null: the orchestrator's <c>concurrency_per_tenant</c>.</summary>
    public int? Concurrency { get; init; }

    /// <summary>How many runs may wait in the tenant's queue; null: the default of 1,000.</summary>
    public int? MaxQueuedRuns { get; init; }

    /// <summary>The tenant's share of scarce worker slots, against those of others, 1 to 1,000; null: the default of 1.</summary>
    public int? Weight { get; init; }
}
