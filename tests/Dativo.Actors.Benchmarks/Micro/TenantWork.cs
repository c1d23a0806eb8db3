using System.Collections.Immutable;
using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;
using Dativo.Actors.Workers;

namespace Dativo.Benchmarks.Micro;

/// <summary>What a tenant and its runs look like.</summary>
internal static class TenantWork
{
    public const string Tenant = "tenant_042";
    public const string Node = "akka://dativo@127.0.0.1:4053#1187264318";

    public static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly TenantLimits Limits = new() { MaxQueuedRuns = 10_000 };

    public static readonly DecisionContext Context = new(Now, static () => Guid.CreateVersion7(Now));

    public static readonly AttemptOutcome Success = new()
    {
        Kind = AttemptOutcomeKind.Exited,
        ExitCode = 0,
        Pid = 4711,
        ProcessStartedAt = Now,
        ProcessEndedAt = Now.AddMinutes(1),
        Metrics = ImmutableSortedDictionary<string, double>.Empty.Add("records_extracted", 125_000).Add("records_valid", 124_998).Add("bytes_written", 18_400_000),
    };

    public static readonly JobSpec Spec = new()
    {
        Schedule = "tenant_042_orders_hourly",
        ConfigFile = "/etc/dativo/jobs/tenant_042/orders.yaml",
        Overlap = Actors.Configuration.OverlapPolicy.QueueAll,
        Retry = new RetryPolicy(),
        Tags = ImmutableSortedDictionary<string, string>.Empty.Add("connector_type", "csv").Add("job_name", "tenant_042_orders_hourly").Add("tenant", Tenant),
    };

    /// <summary>Somebody asks for a run.</summary>
    public static TriggerRun Trigger(string request) => new(Tenant, request, "operator", Limits, Spec);

    /// <summary>A tenant with that many queued runs, and none that runs.</summary>
    public static TenantState Waiting(int queued)
    {
        var state = TenantState.Empty(Tenant);
        for (var i = 0; i < queued; i++)
            state = state.After(TenantDecisions.Trigger(state, Trigger($"request-{i}"), Context, out _));
        return state;
    }

    /// <summary>The state after events.</summary>
    public static TenantState After(this TenantState state, ImmutableArray<ITenantEvent> events)
    {
        foreach (var @event in events)
            state = state.Apply(@event);
        return state;
    }

    /// <summary>What a worker is told of an attempt.</summary>
    public static AttemptOrder Order(Guid runId) => new()
    {
        TenantId = Tenant,
        RunId = runId,
        Attempt = 1,
        FencingToken = 17,
        JobName = Spec.Schedule,
        ConfigFile = Spec.ConfigFile,
        ScheduledFor = Now,
    };
}
