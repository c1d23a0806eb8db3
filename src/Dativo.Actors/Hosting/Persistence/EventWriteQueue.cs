using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Dativo.Actors.Hosting.Persistence;

/// <summary>
/// Gathers what actors want stored: whatever came while a write was under way is in the next one, so that a write has as many
/// rows as the load makes it, and waits for none.
/// </summary>
internal sealed class EventWriteQueue : IAsyncDisposable
{
    // More would let the first of them wait long for the last.
    private const int MaxRows = 2_000;

    private readonly EventStore _store;
    private readonly Channel<Entry> _entries = Channel.CreateUnbounded<Entry>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<string, Task> _underWay = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _writing;

    public EventWriteQueue(EventStore store)
    {
        _store = store;
        _writing = Task.Run(WriteAllAsync);
    }

    /// <summary>Stores the rows of one actor, all or none; completes when they are stored.</summary>
    public Task WriteAsync(string persistenceId, IReadOnlyList<EventRow> rows, CancellationToken cancellationToken)
    {
        var entry = new Entry(persistenceId, rows, cancellationToken);
        _underWay[persistenceId] = entry.Stored.Task;
        if (!_entries.Writer.TryWrite(entry))
            Finish(entry, new ObjectDisposedException(nameof(EventWriteQueue), "The journal is closed."));
        return entry.Stored.Task;
    }

    /// <summary>Completes when nothing of the actor is under way; how it went is not said.</summary>
    public Task PassedAsync(string persistenceId) =>
        _underWay.TryGetValue(persistenceId, out var task) ? Task.WhenAny(task) : Task.CompletedTask;

    /// <summary>Ends what is under way, and refuses what comes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_entries.Writer.TryComplete())
            return;
        await _end.CancelAsync().ConfigureAwait(false);
        await _writing.ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task WriteAllAsync()
    {
        var batch = new List<Entry>();
        while (await _entries.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            var rows = 0;
            while (rows < MaxRows && _entries.Reader.TryRead(out var entry))
            {
                batch.Add(entry);
                rows += entry.Rows.Count;
            }

            await WriteAsync(batch).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(List<Entry> batch)
    {
        // Who has waited too long was told that nothing is stored, and nothing should be.
        foreach (var entry in batch.Where(static entry => entry.Cancellation.IsCancellationRequested))
            Finish(entry, new OperationCanceledException(entry.Cancellation));
        batch.RemoveAll(static entry => entry.Cancellation.IsCancellationRequested && entry.Stored.Task.IsCompleted);
        if (batch.Count == 0)
            return;
        try
        {
            await StoreAsync(batch.Count == 1 ? batch[0].Rows : [.. batch.SelectMany(static entry => entry.Rows)], batch[0].Cancellation).ConfigureAwait(false);
            foreach (var entry in batch)
                Finish(entry, null);
        }
        catch (Exception refusal) when (batch.Count > 1 && _store.IsRefusal(refusal))
        {
            // It is one actor's fault, and the others shall not suffer for it.
            foreach (var entry in batch)
                await WriteAsync([entry]).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            foreach (var entry in batch)
                Finish(entry, exception);
        }
    }

    private async Task StoreAsync(IReadOnlyList<EventRow> rows, CancellationToken oldest)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(oldest, _end.Token);
        await _store.WriteAsync(rows, either.Token).ConfigureAwait(false);
    }

    private void Finish(Entry entry, Exception? exception)
    {
        if (exception is null)
            entry.Stored.TrySetResult();
        else
            entry.Stored.TrySetException(exception);
        _underWay.TryRemove(new KeyValuePair<string, Task>(entry.PersistenceId, entry.Stored.Task));
    }

    private sealed record Entry(string PersistenceId, IReadOnlyList<EventRow> Rows, CancellationToken Cancellation)
    {
        public TaskCompletionSource Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
