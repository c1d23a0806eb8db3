using System.Collections.Immutable;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Tenants;

/// <summary>Makes the picture of a tenant's present.</summary>
internal static class TenantViews
{
    public static TenantView Of(TenantState state, IReadOnlySet<Guid> places, IReadOnlyDictionary<Guid, int> pids, SlotOverview? slots)
    {
        var runs = ImmutableArray.CreateBuilder<OpenRunView>(state.Runs.Count);
        foreach (var id in state.Active)
            runs.Add(Of(state.Runs[id]));
        foreach (var place in state.Queue)
            runs.Add(Of(state.Runs[place.RunId]));
        return new TenantView { TenantId = state.TenantId, Concurrency = state.Limits.Concurrency, Runs = runs.ToImmutable() };

        OpenRunView Of(Run run) => new()
        {
            RunId = run.Id,
            Schedule = run.Schedule,
            Trigger = run.Trigger,
            Status = run.Status,
            ScheduledFor = run.ScheduledFor,
            QueuedAt = run.QueuedAt,
            Attempt = run.Attempt,
            Pid = pids.TryGetValue(run.Id, out var pid) ? pid : null,
            RetryAt = run.RetryAt,
            WaitsFor = TenantDecisions.WaitsFor(state, run, places, slots),
        };
    }
}
