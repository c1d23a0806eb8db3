using System.Collections.Immutable;
using Akka.Actor.Setup;
using Akka.Persistence;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Tests.VirtualTime;

/// <summary>What a test knows of its journal, and does to it.</summary>
internal sealed class JournalControl : Setup
{
    private readonly Lock _gate = new();
    private ImmutableList<JournalWrite> _writes = [];
    private ImmutableList<long> _deletions = [];
    private TaskCompletionSource? _held;
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _failure;
    private Exception? _rejection;
    private Exception? _loss;

    /// <summary>The writes that are stored, each with its events.</summary>
    public ImmutableList<JournalWrite> Writes => Volatile.Read(ref _writes);

    /// <summary>Up to which sequence numbers events were deleted, in the order of the deletions.</summary>
    public ImmutableList<long> Deletions => Volatile.Read(ref _deletions);

    /// <summary>All stored events of one kind, in their order.</summary>
    public ImmutableArray<T> Events<T>() => [.. Writes.SelectMany(write => write.Events).OfType<T>()];

    /// <summary>Keeps writes back; the task ends when one is there.</summary>
    public Task Hold()
    {
        lock (_gate)
        {
            _arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _arrived.Task;
        }
    }

    public void Release()
    {
        lock (_gate)
        {
            _held?.SetResult();
            _held = null;
        }
    }

    /// <summary>The next write fails, as with a lost database.</summary>
    public void FailNext() => Volatile.Write(ref _failure, new IOException("the journal is not there"));

    /// <summary>The next write is stored, and its answer lost, as with a database that goes away in between.</summary>
    public void LoseNextAnswer() => Volatile.Write(ref _loss, new IOException("the journal did not answer"));

    /// <summary>The next write is refused, as with an event that cannot be written.</summary>
    public void RejectNext() => Volatile.Write(ref _rejection, new IOException("the journal does not want this"));

    internal async Task<Exception?> BeforeAsync()
    {
        Task wait;
        lock (_gate)
        {
            wait = _held?.Task ?? Task.CompletedTask;
            if (_held is not null)
                _arrived.TrySetResult();
        }

        await wait;
        if (Interlocked.Exchange(ref _failure, null) is { } failure)
            throw failure;
        return Interlocked.Exchange(ref _rejection, null);
    }

    internal void Stored(IEnumerable<AtomicWrite> writes)
    {
        lock (_gate)
        {
            _writes = _writes.AddRange(writes.Select(write =>
                new JournalWrite(write.PersistenceId, [.. ((IEnumerable<IPersistentRepresentation>)write.Payload).Select(item => item.Payload)])));
        }

        if (Interlocked.Exchange(ref _loss, null) is { } loss)
            throw loss;
    }

    internal void Deleted(long toSequenceNr)
    {
        lock (_gate)
            _deletions = _deletions.Add(toSequenceNr);
    }
}

/// <summary>What was stored together.</summary>
internal sealed record JournalWrite(string PersistenceId, ImmutableArray<object> Entries)
{
    /// <summary>The events in its entries.</summary>
    public ImmutableArray<object> Events => [.. Entries.SelectMany(static entry => entry is TenantEventGroup group ? group.Events : (IEnumerable<object>)[entry])];
}
