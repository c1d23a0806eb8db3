using System.Collections.Immutable;
using Dativo.Actors.Hosting.Persistence;

namespace Dativo.Actors.Tests.Hosting.Persistence;

public sealed class EventWriteQueueTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly HeldStore _store = new();
    private readonly EventWriteQueue _queue;

    public EventWriteQueueTests() => _queue = new EventWriteQueue(_store, Patience);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _store.Release.TrySetResult();
        await _queue.DisposeAsync();
    }

    [Fact]
    public async Task What_comes_while_a_write_is_under_way_is_one_write()
    {
        var first = Write("a", 1);
        await _store.Begun.Task.WaitAsync(Patience);
        var others = new[] { Write("b", 1), Write("c", 1), Write("d", 1) };
        _store.Release.SetResult();

        await Task.WhenAll([first, .. others]).WaitAsync(Patience);

        Assert.Equal(["a1", "b1 c1 d1"], _store.Writes);
    }

    [Fact]
    public async Task Who_is_refused_does_not_keep_others_from_being_stored()
    {
        _store.Refused = "c";
        var first = Write("a", 1);
        await _store.Begun.Task.WaitAsync(Patience);
        var (before, refused, after) = (Write("b", 1), Write("c", 1), Write("d", 1));
        _store.Release.SetResult();

        await Task.WhenAll(first, before, after).WaitAsync(Patience);
        await Assert.ThrowsAsync<InvalidOperationException>(() => refused.WaitAsync(Patience));

        Assert.Equal(["a1", "b1", "d1"], _store.Writes);
    }

    [Fact]
    public async Task A_failure_that_is_no_refusal_is_everybodys()
    {
        var first = Write("a", 1);
        await _store.Begun.Task.WaitAsync(Patience);
        var (one, other) = (Write("b", 1), Write("c", 1));
        _store.Failure = new TimeoutException("away");
        _store.Release.SetResult();

        await first.WaitAsync(Patience);
        await Assert.ThrowsAsync<TimeoutException>(() => one.WaitAsync(Patience));
        await Assert.ThrowsAsync<TimeoutException>(() => other.WaitAsync(Patience));
        Assert.Equal(["a1"], _store.Writes);
    }

    [Fact]
    public async Task A_write_that_takes_too_long_has_failed()
    {
        var store = new HeldStore();
        await using var queue = new EventWriteQueue(store, TimeSpan.FromMilliseconds(20));

        await Assert.ThrowsAsync<TimeoutException>(() => Write(queue, "a", 1).WaitAsync(Patience));

        store.Release.SetResult();
        await Write(queue, "b", 1).WaitAsync(Patience);
        Assert.Equal(["b1"], store.Writes);
    }

    [Fact]
    public async Task An_actor_that_starts_again_waits_for_what_its_former_self_has_under_way()
    {
        var write = Write("a", 1);
        await _store.Begun.Task.WaitAsync(Patience);
        var passed = _queue.PassedAsync("a");
        Assert.False(passed.IsCompleted);
        Assert.True(_queue.PassedAsync("b").IsCompleted);

        _store.Release.SetResult();

        await passed.WaitAsync(Patience);
        Assert.True(write.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Nothing_is_stored_after_the_end()
    {
        _store.Release.SetResult();
        await _queue.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => Write("a", 1));
        Assert.Empty(_store.Writes);
    }

    private Task Write(string actor, long number) => Write(_queue, actor, number);

    private static Task Write(EventWriteQueue queue, string actor, long number)
    {
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        queue.Write(new EventWrite(actor, [Row(actor, number)], exception =>
        {
            if (exception is null)
                stored.SetResult();
            else
                stored.SetException(exception);
        }));
        return stored.Task;
    }

    private static EventRow Row(string actor, long number) => new(actor, number, 1101, "TQ1", [1], 0);

    /// <summary>A store whose first write waits until it may go on.</summary>
    private sealed class HeldStore : EventStore
    {
        private ImmutableList<string> _writes = [];

        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string? Refused { get; set; }

        public Exception? Failure { get; set; }

        public ImmutableList<string> Writes => _writes;

        public override async Task WriteAsync(IReadOnlyList<EventRow> rows, CancellationToken cancellationToken)
        {
            var isFirst = Begun.TrySetResult();
            await Release.Task.WaitAsync(cancellationToken);
            if (!isFirst && Failure is { } failure)
                throw failure;
            if (rows.Any(row => row.PersistenceId == Refused))
                throw new InvalidOperationException("refused");
            _writes = _writes.Add(string.Join(' ', rows.Select(row => $"{row.PersistenceId}{row.SequenceNumber}")));
        }

        public override Task<long> ReadHighestAsync(string persistenceId, long from, CancellationToken cancellationToken) => Task.FromResult(0L);

        public override Task<ImmutableArray<EventRow>> ReadAsync(string persistenceId, long from, long to, int limit, CancellationToken cancellationToken) =>
            Task.FromResult(ImmutableArray<EventRow>.Empty);

        public override Task<EventRow?> ReadSnapshotAsync(string persistenceId, CancellationToken cancellationToken) => Task.FromResult<EventRow?>(null);

        public override Task WriteSnapshotAsync(EventRow snapshot, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override Task DeleteSnapshotsAsync(string persistenceId, long to, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override Task DeleteAsync(string persistenceId, long to, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override bool IsRefusal(Exception exception) => exception is InvalidOperationException;

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
