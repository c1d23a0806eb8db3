using Dativo.Actors.Hosting.Persistence;

namespace Dativo.Actors.Tests.Hosting.Persistence;

/// <summary>What every store of events promises.</summary>
public abstract class EventStoreTests : IAsyncLifetime
{
    private EventStore? _store;

    private protected EventStore Store => _store!;

    public async Task InitializeAsync() => _store = await CreateAsync();

    public virtual async Task DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
    }

    /// <summary>An empty store; null where there is none to test.</summary>
    private protected abstract Task<EventStore?> CreateAsync();

    /// <summary>Skips the test where its database is not installed.</summary>
    private protected virtual void Require()
    {
    }

    [SkippableFact]
    public async Task What_is_written_is_read_as_it_was()
    {
        Require();
        EventRow[] rows = [Row("a", 1, [1, 2, 0]), Row("a", 2, []), Row("b", 1, [0])];

        await Store.WriteAsync(rows, default);

        Assert.Equal(rows[..2].Select(Text), (await Store.ReadAsync("a", 1, long.MaxValue, 10, default)).Select(Text));
        Assert.Equal(rows[2..].Select(Text), (await Store.ReadAsync("b", 1, long.MaxValue, 10, default)).Select(Text));
        Assert.Equal(2, await Store.ReadHighestAsync("a", 0, default));
    }

    [SkippableFact]
    public async Task Nothing_is_read_of_an_actor_without_events()
    {
        Require();

        Assert.Empty(await Store.ReadAsync("a", 1, long.MaxValue, 10, default));
        Assert.Equal(0, await Store.ReadHighestAsync("a", 0, default));
        Assert.Null(await Store.ReadSnapshotAsync("a", default));
    }

    [SkippableFact]
    public async Task A_part_is_read_from_its_start_to_its_end_and_no_more_than_asked_for()
    {
        Require();
        await Store.WriteAsync([.. Enumerable.Range(1, 9).Select(number => Row("a", number, [1]))], default);

        Assert.Equal([3, 4, 5], (await Store.ReadAsync("a", 3, 5, 10, default)).Select(row => row.SequenceNumber));
        Assert.Equal([3, 4], (await Store.ReadAsync("a", 3, 9, 2, default)).Select(row => row.SequenceNumber));
        Assert.Equal(0, await Store.ReadHighestAsync("a", 10, default));
    }

    [SkippableFact]
    public async Task A_second_writer_of_the_same_event_is_refused_and_nothing_of_its_write_is_stored()
    {
        Require();
        await Store.WriteAsync([Row("a", 1, [1])], default);

        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => Store.WriteAsync([Row("b", 1, [2]), Row("a", 1, [3])], default));

        Assert.True(Store.IsRefusal(refusal));
        Assert.Empty(await Store.ReadAsync("b", 1, 9, 9, default));
        Assert.Equal([1], Assert.Single(await Store.ReadAsync("a", 1, 9, 9, default)).Payload);
        await Store.WriteAsync([Row("b", 1, [2])], default);
        Assert.Single(await Store.ReadAsync("b", 1, 9, 9, default));
    }

    private static EventRow Row(string actor, long number, byte[] payload) => new(actor, number, 1101, "TQ1", payload, 42);

    private static string Text(EventRow row) => $"{row.PersistenceId} {row.SequenceNumber} {row.SerializerId} {row.Manifest} {Convert.ToHexString(row.Payload)} {row.CreatedAt}";
}
