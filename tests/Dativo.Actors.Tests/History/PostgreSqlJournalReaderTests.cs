using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Sql;
using Dativo.Actors.History;
using Dativo.Actors.History.PostgreSql;
using Dativo.Actors.Tenants;
using Npgsql;

namespace Dativo.Actors.Tests.History;

/// <summary>Reading a journal to which several transactions write at once.</summary>
[Collection("PostgreSQL")]
public sealed class PostgreSqlJournalReaderTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private ActorSystem? _system;
    private NpgsqlDataSource? _source;
    private PostgreSqlJournalReader? _reader;

    private PostgreSqlJournalReader Reader => _reader!;

    public async Task InitializeAsync()
    {
        if (!server.IsInstalled)
            return;
        var connectionString = await server.CreateDatabaseAsync();
        _source = NpgsqlDataSource.Create(connectionString);
        _system = ActorSystem.Create("journal", ConfigurationFactory.ParseString(
            $$"""
            akka.loglevel = WARNING
            akka.persistence.journal.plugin = "akka.persistence.journal.sql"
            akka.persistence.journal.sql {
              connection-string = "{{connectionString}}"
              provider-name = "PostgreSQL.15"
            }
            akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
            akka.actor {
              serializers.events = "{{typeof(EventSerializer).AssemblyQualifiedName}}"
              serialization-bindings { "{{typeof(ITenantEvent).AssemblyQualifiedName}}" = events }
            }
            """).WithFallback(SqlPersistence.DefaultConfiguration));
        _reader = new PostgreSqlJournalReader(connectionString, _system.Serialization);
    }

    public async Task DisposeAsync()
    {
        if (_reader is not null)
            await _reader.DisposeAsync();
        if (_system is not null)
            await _system.Terminate();
        if (_source is not null)
            await _source.DisposeAsync();
    }

    [SkippableFact]
    public async Task A_journal_that_does_not_exist_yet_is_empty()
    {
        server.SkipUnlessInstalled();

        var page = await Reader.ReadAsync(0, 10, default);

        Assert.Equal((0, 0, false), (page.Events.Count, page.End, page.More));
        Assert.Equal(0, await Reader.ReadHeadAsync(default));
    }

    [SkippableFact]
    public async Task Events_of_many_tenants_come_in_their_order_and_none_is_missing()
    {
        server.SkipUnlessInstalled();
        var writers = Enumerable.Range(0, 20).Select(i => _system!.ActorOf(Props.Create(() => new JournalWriter($"tenant-t{i}")))).ToArray();
        var writing = Task.WhenAll(writers.Select(async (writer, w) =>
        {
            for (var i = 0; i < 25; i++)
                await writer.Ask<long>(JournalWriter.Store.Tenant(Events.Queued(Events.Id((w * 100) + i), i)), Patience);
        }));

        // Reads while they write, as the projection does.
        var events = new List<HistoryEnvelope>();
        long offset = 0;
        using var limit = new CancellationTokenSource(Patience);
        while (events.Count < 500)
        {
            var page = await Reader.ReadAsync(offset, 50, limit.Token);
            Assert.Null(page.Problem);
            events.AddRange(page.Events);
            offset = page.End;
        }

        await writing;
        Assert.Equal(events.Select(e => e.Ordering).Order(), events.Select(e => e.Ordering));
        foreach (var tenant in events.GroupBy(e => e.TenantId))
            Assert.Equal(Enumerable.Range(1, 25).Select(i => (long)i), tenant.Select(e => e.SequenceNr));
        Assert.Equal(offset, await Reader.ReadHeadAsync(default));
    }

    [SkippableFact]
    public async Task A_lower_ordering_that_commits_later_is_waited_for()
    {
        await CreateJournalAsync();
        await using var slow = await BeginAsync();
        var first = await InsertAsync(slow, "slow");
        await using var fast = await BeginAsync();
        var second = await InsertAsync(fast, "fast");
        await fast.CommitAsync();

        var page = await Reader.ReadAsync(first - 1, 10, default);
        Assert.Equal((0, first - 1), (page.Events.Count, page.End));
        Assert.Equal(first - 1, page.Gap!.After);
        Assert.Equal($"{slow.Connection!.ProcessID}", page.Gap.Holders);
        Assert.NotNull((await Reader.ReadAsync(first - 1, 10, default)).Gap);

        await slow.CommitAsync();
        page = await Reader.ReadAsync(first - 1, 10, default);
        Assert.Equal(["slow", "fast"], page.Events.Select(e => e.TenantId));
        Assert.Equal(second, page.End);
        Assert.Null(page.Gap);
    }

    [SkippableFact]
    public async Task A_transaction_that_is_rolled_back_leaves_a_gap_that_is_passed_at_once()
    {
        await CreateJournalAsync();
        await using var slow = await BeginAsync();
        var first = await InsertAsync(slow, "slow");
        await using var fast = await BeginAsync();
        var second = await InsertAsync(fast, "fast");
        await fast.CommitAsync();
        Assert.NotNull((await Reader.ReadAsync(first - 1, 10, default)).Gap);

        await slow.RollbackAsync();

        var page = await Reader.ReadAsync(first - 1, 10, default);
        Assert.Equal("fast", Assert.Single(page.Events).TenantId);
        Assert.Equal((second, null), (page.End, page.Gap));
    }

    [SkippableFact]
    public async Task What_stands_before_the_gap_is_not_held_up()
    {
        await CreateJournalAsync();
        await using var before = await BeginAsync();
        var first = await InsertAsync(before, "before");
        await before.CommitAsync();
        await using var slow = await BeginAsync();
        await InsertAsync(slow, "slow");
        await using var fast = await BeginAsync();
        await InsertAsync(fast, "fast");
        await fast.CommitAsync();

        var page = await Reader.ReadAsync(first - 1, 10, default);

        Assert.Equal("before", Assert.Single(page.Events).TenantId);
        Assert.Equal(first, page.End);
        Assert.NotNull(page.Gap);
    }

    [SkippableFact]
    public async Task Writers_that_came_after_the_gap_do_not_prolong_it()
    {
        await CreateJournalAsync();
        await using var slow = await BeginAsync();
        var first = await InsertAsync(slow, "slow");
        await using var fast = await BeginAsync();
        var second = await InsertAsync(fast, "fast");
        await fast.CommitAsync();
        Assert.NotNull((await Reader.ReadAsync(first - 1, 10, default)).Gap);
        await using var late = await BeginAsync();
        await InsertAsync(late, "late");

        await slow.RollbackAsync();
        var page = await Reader.ReadAsync(first - 1, 10, default);
        Assert.Equal((second, null), (page.End, page.Gap));

        // The late one is a gap of its own as soon as somebody overtakes it.
        await using var overtaker = await BeginAsync();
        await InsertAsync(overtaker, "overtaker");
        await overtaker.CommitAsync();
        page = await Reader.ReadAsync(second, 10, default);
        Assert.Equal((0, second), (page.Events.Count, page.Gap!.After));
        await late.CommitAsync();
        Assert.Equal(["late", "overtaker"], (await Reader.ReadAsync(second, 10, default)).Events.Select(e => e.TenantId));
    }

    [SkippableFact]
    public async Task Gaps_that_deleted_events_left_hold_nothing_up()
    {
        await CreateJournalAsync();
        await using var transaction = await BeginAsync();
        for (var i = 0; i < 30; i++)
            await InsertAsync(transaction, $"t{i}");
        await transaction.CommitAsync();
        await using (var delete = _source!.CreateCommand("DELETE FROM journal WHERE ordering % 3 <> 0"))
            await delete.ExecuteNonQueryAsync();

        var events = new List<HistoryEnvelope>();
        long offset = 0;
        JournalPage page;
        do
        {
            page = await Reader.ReadAsync(offset, 4, default);
            Assert.Null(page.Gap);
            events.AddRange(page.Events);
            offset = page.End;
        }
        while (page.More);

        Assert.Equal(10, events.Count);
    }

    [SkippableFact]
    public async Task A_sequence_that_caches_numbers_is_refused()
    {
        await CreateJournalAsync();
        await using (var alter = _source!.CreateCommand(
            "DO $$ BEGIN EXECUTE format('ALTER SEQUENCE %s CACHE 10', pg_get_serial_sequence('journal', 'ordering')); END $$"))
            await alter.ExecuteNonQueryAsync();

        await using var reader = new PostgreSqlJournalReader(_source!.ConnectionString, _system!.Serialization);
        var error = await Assert.ThrowsAsync<HistoryException>(() => reader.ReadAsync(0, 10, default));

        Assert.Contains("CACHE 1", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Has the journal create its own tables, by storing an event that is no tenant's.</summary>
    private async Task CreateJournalAsync()
    {
        server.SkipUnlessInstalled();
        var writer = _system!.ActorOf(Props.Create(() => new JournalWriter("other")));
        await writer.Ask<long>(JournalWriter.Store.Tenant(Events.Queued(Events.Id(1), 1)), Patience);
        Assert.Equal(1, (await Reader.ReadAsync(0, 10, default)).End);
    }

    private async Task<NpgsqlTransaction> BeginAsync() => await (await _source!.OpenConnectionAsync()).BeginTransactionAsync();

    private async Task<long> InsertAsync(NpgsqlTransaction transaction, string tenant)
    {
        var stored = Events.Queued(Events.Id(1), 1);
        var serializer = (EventSerializer)_system!.Serialization.FindSerializerFor(stored);
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO journal (deleted, persistence_id, sequence_number, created, message, identifier, manifest, writer_uuid)
            VALUES (false, $1, 1, 0, $2, $3, $4, 'w') RETURNING ordering
            """,
            transaction.Connection,
            transaction);
        command.Parameters.AddWithValue($"tenant-{tenant}");
        command.Parameters.AddWithValue(serializer.ToBinary(stored));
        command.Parameters.AddWithValue(EventSerializer.Id);
        command.Parameters.AddWithValue(serializer.Manifest(stored));
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
