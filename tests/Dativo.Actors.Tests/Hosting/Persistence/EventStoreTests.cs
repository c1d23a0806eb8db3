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

    [SkippableFact]
    public async Task Deleted_events_are_not_read_and_their_numbers_are_not_given_again()
    {
        Require();
        await Store.WriteAsync([.. Enumerable.Range(1, 4).Select(number => Row("a", number, [1])), Row("b", 1, [2])], default);

        await Store.DeleteAsync("a", 3, default);
        Assert.Equal([4], (await Store.ReadAsync("a", 1, 9, 9, default)).Select(row => row.SequenceNumber));

        await Store.DeleteAsync("a", long.MaxValue, default);
        Assert.Empty(await Store.ReadAsync("a", 1, 9, 9, default));
        Assert.Equal(4, await Store.ReadHighestAsync("a", 0, default));
        Assert.Equal(0, await Store.ReadHighestAsync("a", 5, default));
        Assert.Single(await Store.ReadAsync("b", 1, 9, 9, default));

        await Store.DeleteAsync("nobody", 9, default);
        Assert.Equal(0, await Store.ReadHighestAsync("nobody", 0, default));
    }

    [SkippableFact]
    public async Task The_newest_snapshot_is_read()
    {
        Require();
        await Store.WriteSnapshotAsync(Row("a", 1, [1]), default);
        await Store.WriteSnapshotAsync(Row("a", 5, [5]), default);
        await Store.WriteSnapshotAsync(Row("b", 9, [9]), default);
        Assert.Equal(Text(Row("a", 5, [5])), Text((await Store.ReadSnapshotAsync("a", default))!.Value));

        await Store.WriteSnapshotAsync(Row("a", 5, [6, 0]), default);
        Assert.Equal(Text(Row("a", 5, [6, 0])), Text((await Store.ReadSnapshotAsync("a", default))!.Value));
    }

    [SkippableFact]
    public async Task Snapshots_are_deleted_up_to_a_number()
    {
        Require();
        await Store.WriteSnapshotAsync(Row("a", 1, [1]), default);
        await Store.WriteSnapshotAsync(Row("a", 5, [5]), default);
        await Store.WriteSnapshotAsync(Row("b", 1, [2]), default);

        await Store.DeleteSnapshotsAsync("a", 4, default);
        Assert.Equal(5, (await Store.ReadSnapshotAsync("a", default))!.Value.SequenceNumber);
        await Store.DeleteSnapshotsAsync("a", 5, default);
        Assert.Null(await Store.ReadSnapshotAsync("a", default));
        Assert.NotNull(await Store.ReadSnapshotAsync("b", default));
    }

    private static EventRow Row(string actor, long number, byte[] payload) => new(actor, number, 1101, "TQ1", payload, 42);

    private static string Text(EventRow row) => $"{row.PersistenceId} {row.SequenceNumber} {row.SerializerId} {row.Manifest} {Convert.ToHexString(row.Payload)} {row.CreatedAt}";
}
