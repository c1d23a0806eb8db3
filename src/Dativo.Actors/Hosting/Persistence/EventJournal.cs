using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Akka.Persistence.Sql.Journal;

namespace Dativo.Actors.Hosting.Persistence;

/// <summary>
/// The journal of Akka.Persistence.Sql, its tables and all, with ways of its own where time counts: writes are gathered and
/// go through one prepared statement, and an actor's events are read and deleted without building a query for each actor.
/// </summary>
internal sealed class EventJournal : SqlWriteJournal
{
    private const int PageSize = 1_000;
    private static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(10);
    private readonly EventStore _store;
    private readonly EventWriteQueue _queue;
    private readonly RowSerialization _rows = new(Context.System);

    public EventJournal(Config journalConfig)
        : base(journalConfig)
    {
        _store = Context.System.Settings.Setup.Get<EventStoreSetup>().Value.Create();
        _queue = new EventWriteQueue(_store, WriteLimit);
    }

    /// <inheritdoc />
    public override async Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr, CancellationToken cancellationToken)
    {
        // An actor that starts again must know of what its former self has under way.
        await _queue.PassedAsync(persistenceId).ConfigureAwait(false);
        return await _store.ReadHighestAsync(persistenceId, fromSequenceNr, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public override async Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback)
    {
        for (var left = max; left > 0 && fromSequenceNr <= toSequenceNr;)
        {
            var rows = await _store.ReadAsync(persistenceId, fromSequenceNr, toSequenceNr, (int)Math.Min(PageSize, left), CancellationToken.None).ConfigureAwait(false);
            foreach (var row in rows)
                recoveryCallback(Read(row));
            if (rows.Length < PageSize)
                return;
            left -= rows.Length;
            fromSequenceNr = rows[^1].SequenceNumber + 1;
        }
    }

    /// <summary>
    /// Writes do not take the way of <see cref="AsyncWriteJournal"/>, with its circuit breaker for each actor's write and its actor that
    /// puts answers in order: the queue writes for all at once, and one after another.
    /// </summary>
    protected override bool AroundReceive(Receive receive, object message)
    {
        if (message is not WriteMessages write)
            return base.AroundReceive(receive, message);
        Store(write);
        return true;
    }

    /// <inheritdoc />
    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Writes go through the queue.");

    /// <inheritdoc />
    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr, CancellationToken cancellationToken) =>
        _store.DeleteAsync(persistenceId, toSequenceNr, cancellationToken);

    /// <inheritdoc />
    protected override void PostStop()
    {
        // What is under way ends at once; nobody waits for it any more.
        _ = EndAsync();
        base.PostStop();
    }

    private async Task EndAsync()
    {
        await _queue.DisposeAsync().ConfigureAwait(false);
        await _store.DisposeAsync().ConfigureAwait(false);
    }

    private void Store(WriteMessages write)
    {
        List<EventRow> rows;
        try
        {
            rows = RowsOf(write);
        }
        catch (Exception exception)
        {
            // An event that cannot be written fails the write as a whole: an actor that decides before it has stored builds on it with the next one.
            JournalAnswers.Tell(write, exception, Self);
            return;
        }

        var self = Self;
        if (rows.Count == 0)
            JournalAnswers.Tell(write, null, self);
        else
            _queue.Write(new EventWrite(rows[0].PersistenceId, rows, exception => JournalAnswers.Tell(write, exception, self)));
    }

    private List<EventRow> RowsOf(WriteMessages write)
    {
        var now = TimeProvider.System.GetUtcNow().UtcTicks;
        var rows = new List<EventRow>();
        foreach (var message in write.Messages)
        {
            if (message is not AtomicWrite atomic)
                continue;
            foreach (var @event in (IImmutableList<IPersistentRepresentation>)atomic.Payload)
                rows.Add(_rows.Write(@event.PersistenceId, @event.SequenceNr, @event.Payload, now));
        }

        return rows;
    }

    private Persistent Read(EventRow row) => new(
        _rows.Read(row),
        row.SequenceNumber,
        row.PersistenceId,
        row.Manifest,
        isDeleted: false,
        sender: ActorRefs.NoSender,
        timestamp: row.CreatedAt);
}
