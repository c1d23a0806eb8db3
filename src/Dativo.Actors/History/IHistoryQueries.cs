using System.Collections.Immutable;

namespace Dativo.Actors.History;

/// <summary>Questions about the past, answered from the read model without asking an actor.</summary>
public interface IHistoryQueries
{
    /// <summary>The newest rows that pass the filter, newest <see cref="RunSummary.QueuedAt"/> first.</summary>
    Task<ImmutableArray<RunSummary>> ListRunsAsync(RunFilter filter, CancellationToken cancellationToken);

    /// <summary>One run whole; null when there is none of that id.</summary>
    Task<RunDetails?> GetRunAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>
    /// The ids that start with these hexadecimal digits (dashes ignored), at most <paramref name="limit"/>: people type the start of an id.
    /// </summary>
    Task<ImmutableArray<Guid>> FindRunIdsAsync(string prefix, int limit, CancellationToken cancellationToken);

    /// <summary>Every tenant that has a row, by id.</summary>
    Task<ImmutableArray<TenantSummary>> ListTenantsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The highest sequence number of a persistent actor's events that the read model holds; 0 when none. Events up to it may be deleted.
    /// </summary>
    Task<long> GetProjectedSequenceAsync(string persistenceId, CancellationToken cancellationToken);
}
