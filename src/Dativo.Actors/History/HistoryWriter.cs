namespace Dativo.Actors.History;

/// <summary>Writes batches of changes, each in one transaction with the place in the journal that it reaches. Not for concurrent use.</summary>
internal abstract class HistoryWriter : IAsyncDisposable
{
    /// <summary>The place in the journal that the tables reflect; 0 for none of it.</summary>
    public abstract Task<long> ReadOffsetAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes the changes that lead from one place in the journal to another, all of them or none. Nothing is written when the
    /// tables do not stand at <paramref name="from"/>: another projection has been here, or the changes are there already.
    /// </summary>
    public abstract Task<WriteResult> WriteAsync(HistoryChanges changes, long from, long to, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}

/// <summary>What came of a write.</summary>
/// <param name="Written">Whether the tables stood where the changes start; otherwise nothing was written.</param>
/// <param name="UnknownRuns">How many changes were left out because the run they belong to has no row.</param>
internal readonly record struct WriteResult(bool Written, int UnknownRuns)
{
    public static readonly WriteResult OffsetMoved = new(false, 0);
}
