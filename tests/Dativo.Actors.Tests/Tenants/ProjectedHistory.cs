using System.Collections.Immutable;
using Dativo.Actors.History;

namespace Dativo.Actors.Tests.Tenants;

/// <summary>A history of which only the place is asked for.</summary>
internal sealed class ProjectedHistory : IHistoryQueries
{
    /// <summary>How far the history is; null when it cannot say.</summary>
    public long? Sequence { get; set; } = 0;

    public Task<long> GetProjectedSequenceAsync(string persistenceId, CancellationToken cancellationToken) =>
        Sequence is { } sequence ? Task.FromResult(sequence) : Task.FromException<long>(new IOException("the history is not there"));

    public Task<ImmutableArray<RunSummary>> ListRunsAsync(RunFilter filter, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<RunDetails?> GetRunAsync(Guid id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ImmutableArray<Guid>> FindRunIdsAsync(string prefix, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ImmutableArray<TenantSummary>> ListTenantsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
