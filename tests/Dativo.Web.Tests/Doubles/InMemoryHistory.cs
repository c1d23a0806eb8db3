using System.Collections.Immutable;
using Dativo.Actors.History;
using Dativo.Actors.Tenants;

namespace Dativo.Web.Tests.Doubles;

/// <summary>A read model in memory.</summary>
public sealed class InMemoryHistory : IHistoryQueries
{
    private readonly Lock _lock = new();
    private ImmutableDictionary<Guid, RunDetails> _runs = ImmutableDictionary<Guid, RunDetails>.Empty;

    /// <summary>Runs that appear only after they were asked for so many times, as if the projection were behind.</summary>
    public Dictionary<Guid, int> AppearsAfter { get; } = [];

    /// <summary>When set, lists fail with it.</summary>
    public Exception? Failure { get; set; }

    public void Put(params ReadOnlySpan<RunDetails> runs)
    {
        lock (_lock)
        {
            foreach (var run in runs)
                _runs = _runs.SetItem(run.Run.Id, run);
        }
    }

    public Task<ImmutableArray<RunSummary>> ListRunsAsync(RunFilter filter, CancellationToken cancellationToken) => Failure is not null
        ? Task.FromException<ImmutableArray<RunSummary>>(Failure)
        : Task.FromResult<ImmutableArray<RunSummary>>(
        [
            .. _runs.Values
                .Select(details => details.Run)
                .Where(run => filter.TenantId is null || run.TenantId == filter.TenantId)
                .Where(run => filter.Schedule is null || run.Schedule == filter.Schedule)
                .Where(run => filter.Statuses.IsEmpty || filter.Statuses.Contains(run.Status))
                .Where(run => filter.Since is null || run.QueuedAt >= filter.Since)
                .OrderByDescending(run => run.QueuedAt)
                .ThenByDescending(run => run.Id)
                .Take(filter.Limit),
        ]);

    public Task<RunDetails?> GetRunAsync(Guid id, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (AppearsAfter.TryGetValue(id, out var asks) && asks > 0)
            {
                AppearsAfter[id] = asks - 1;
                return Task.FromResult<RunDetails?>(null);
            }
        }

        return Task.FromResult(_runs.GetValueOrDefault(id));
    }

    public Task<ImmutableArray<Guid>> FindRunIdsAsync(string prefix, int limit, CancellationToken cancellationToken)
    {
        var digits = prefix.Replace("-", string.Empty, StringComparison.Ordinal);
        return Task.FromResult<ImmutableArray<Guid>>(
            [.. _runs.Keys.Where(id => id.ToString("N").StartsWith(digits, StringComparison.OrdinalIgnoreCase)).Order().Take(limit)]);
    }

    public Task<ImmutableArray<TenantSummary>> ListTenantsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<TenantSummary>>(
        [
            .. _runs.Values.Select(details => details.Run).GroupBy(run => run.TenantId, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group =>
            {
                var last = group.Where(run => run.FinishedAt is not null).MaxBy(run => run.FinishedAt);
                return new TenantSummary
                {
                    TenantId = group.Key,
                    Running = group.Count(run => run.Status == RunStatus.Running),
                    Queued = group.Count(run => run.Status == RunStatus.Queued),
                    WaitingRetry = group.Count(run => run.Status == RunStatus.WaitingRetry),
                    LastStatus = last?.Status,
                    LastFinishedAt = last?.FinishedAt,
                };
            }),
        ]);

    public Task<long> GetProjectedSequenceAsync(string persistenceId, CancellationToken cancellationToken) => Task.FromResult(0L);
}
