using Microsoft.Extensions.Logging;

namespace Dativo.Actors.History;

/// <summary>Moves events from the journal to the tables, one batch a step. Not for concurrent use.</summary>
internal sealed class HistoryProjector(HistoryDatabase database, JournalReader journal, int batchSize, ILogger logger) : IAsyncDisposable
{
    private readonly HistoryWriter _writer = database.CreateWriter();

    // Null when the tables have to be asked: at first, and whenever it is uncertain what they hold.
    private long? _offset;

    /// <summary>Reads and writes the next batch.</summary>
    /// <param name="findHead">Whether to find the journal's end first.</param>
    /// <param name="cancellationToken">Ends the step; it then may or may not have taken effect, which the next step finds out.</param>
    public async Task<ProjectionStep> StepAsync(bool findHead, CancellationToken cancellationToken)
    {
        try
        {
            var from = _offset ??= await _writer.ReadOffsetAsync(cancellationToken).ConfigureAwait(false);
            long? head = findHead ? await journal.ReadHeadAsync(cancellationToken).ConfigureAwait(false) : null;
            var page = await journal.ReadAsync(from, batchSize, cancellationToken).ConfigureAwait(false);
            if (page.End > from)
                return await WriteAsync(page, from, head, cancellationToken).ConfigureAwait(false);
            if (page is { More: false, Gap: null, Problem: null })
                await CheckSameJournalAsync(from, head, cancellationToken).ConfigureAwait(false);
            return new ProjectionStep(from, 0, head, page.More, page.Gap, page.Problem);
        }
        catch
        {
            _offset = null;
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync().ConfigureAwait(false);
        await journal.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<ProjectionStep> WriteAsync(JournalPage page, long from, long? head, CancellationToken cancellationToken)
    {
        var result = await _writer.WriteAsync(RunProjection.Project(page.Events), from, page.End, cancellationToken).ConfigureAwait(false);
        if (!result.Written)
        {
            // A projection of another node, before or after this one, has been here: go on from where it stands.
            logger.LogInformation("Another projection has moved the history on from {Offset}; going on from where it is", from);
            _offset = null;
            return new ProjectionStep(from, 0, head, true, null, null);
        }

        if (result.UnknownRuns > 0)
        {
            logger.LogWarning(
                "{Count} changes up to {Offset} are of runs whose beginning the journal no longer holds; they are left out of the history. "
                + "Expected only after the history was rebuilt from a journal that tenants had already shortened",
                result.UnknownRuns,
                page.End);
        }

        _offset = page.End;
        return new ProjectionStep(page.End, page.Events.Count, head, page.More, page.Gap, page.Problem);
    }

    /// <summary>
    /// The newest event of an actor is never deleted, so a journal always reaches as far as the history made from it. If it does
    /// not, it is another journal, whose events the history would pass over in silence.
    /// </summary>
    private async Task CheckSameJournalAsync(long offset, long? knownHead, CancellationToken cancellationToken)
    {
        if (offset == 0)
            return;
        var head = knownHead is > 0 ? knownHead.Value : await journal.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        if (head < offset)
        {
            throw new HistoryException(
                $"The history was made from a journal up to ordering {offset}, but the journal ends at {head}: it was replaced, or restored from an older backup. "
                + "Restore journal and history from the same backup, or delete the history, which is then made anew from the journal.");
        }
    }
}

/// <summary>What a step did.</summary>
/// <param name="Offset">The place in the journal that the tables reflect now.</param>
/// <param name="Events">How many events it wrote.</param>
/// <param name="Head">The journal's end when the step began; null when not asked for.</param>
/// <param name="More">Whether there may be more to do at once.</param>
/// <param name="Gap">What it waits for; null when for nothing.</param>
/// <param name="Problem">Why it cannot go on; null when it can.</param>
internal sealed record ProjectionStep(long Offset, int Events, long? Head, bool More, JournalGap? Gap, HistoryException? Problem)
{
    /// <summary>Whether the tables reflect all that was to be seen.</summary>
    public bool IsCaughtUp => !More && Gap is null && Problem is null;
}
