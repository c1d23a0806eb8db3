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
    private readonly TimeSpan _limit;
    private readonly Channel<EventWrite> _writes = Channel.CreateUnbounded<EventWrite>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<string, EventWrite> _underWay = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _writing;

    /// <param name="store">Where events are stored.</param>
    /// <param name="limit">A write to the database that takes longer has failed.</param>
    public EventWriteQueue(EventStore store, TimeSpan limit)
    {
        (_store, _limit) = (store, limit);
        _writing = Task.Run(WriteAllAsync);
    }

    /// <summary>Stores the rows of one actor with the next write. An actor has one write under way at a time.</summary>
    public void Write(EventWrite write)
    {
        _underWay[write.PersistenceId] = write;
        if (!_writes.Writer.TryWrite(write))
            Finish(write, new ObjectDisposedException(nameof(EventWriteQueue), "The journal is closed."));
    }

    /// <summary>Completes when nothing of the actor is under way; how it went is not said.</summary>
    public Task PassedAsync(string persistenceId)
    {
        if (!_underWay.ContainsKey(persistenceId))
            return Task.CompletedTask;

        // Writes go one after another: when this one is finished, that is, too.
        var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _writes.Writer.TryWrite(new EventWrite(persistenceId, [], _ => passed.SetResult())) ? passed.Task : Task.CompletedTask;
    }

    /// <summary>Ends what is under way, and refuses what comes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_writes.Writer.TryComplete())
            return;
        await _end.CancelAsync().ConfigureAwait(false);
        await _writing.ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task WriteAllAsync()
    {
        var batch = new List<EventWrite>();
        while (await _writes.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            var rows = 0;
            while (rows < MaxRows && _writes.Reader.TryRead(out var write))
            {
                batch.Add(write);
                rows += write.Rows.Count;
            }

            await WriteAsync(batch).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(List<EventWrite> batch)
    {
        try
        {
            await StoreAsync(batch.Count == 1 ? batch[0].Rows : [.. batch.SelectMany(static write => write.Rows)]).ConfigureAwait(false);
            foreach (var write in batch)
                Finish(write, null);
        }
        catch (Exception refusal) when (batch.Count > 1 && _store.IsRefusal(refusal))
        {
            // It is one actor's fault, and the others shall not suffer for it.
            foreach (var write in batch)
                await WriteAsync([write]).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            foreach (var write in batch)
                Finish(write, exception);
        }
    }

    private async Task StoreAsync(IReadOnlyList<EventRow> rows)
    {
        if (rows.Count == 0)
            return;
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        impatience.CancelAfter(_limit);
        try
        {
            await _store.WriteAsync(rows, impatience.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (impatience.IsCancellationRequested && !_end.IsCancellationRequested)
        {
            throw new TimeoutException($"The database did not store events within {_limit.TotalSeconds} s.", exception);
        }
    }

    private void Finish(EventWrite write, Exception? exception)
    {
        _underWay.TryRemove(new KeyValuePair<string, EventWrite>(write.PersistenceId, write));
        write.Finished(exception);
    }
}
