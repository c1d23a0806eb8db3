using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Sql;
using Akka.TestKit.Xunit2;
using Dativo.Actors.History;
using Dativo.Actors.Tenants;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dativo.Actors.Tests.History;

/// <summary>The projection behind a real journal on SQLite.</summary>
public sealed class ProjectionActorTests : TestKit, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TempDirectory _directory;
    private readonly HistoryOptions _options;
    private readonly HistoryDatabase _database;

    public ProjectionActorTests()
        : this(new TempDirectory())
    {
    }

    private ProjectionActorTests(TempDirectory directory)
        : base(Config(directory.File("journal.db")))
    {
        _directory = directory;
        // Nothing happens by itself in these tests, save where one asks for it.
        _options = HistoryOptions.ForSqlite(directory.Path, directory.File("journal.db")) with
        {
            PollInterval = TimeSpan.FromHours(1),
            MinBackoff = TimeSpan.FromMilliseconds(20),
            MaxBackoff = TimeSpan.FromMilliseconds(100),
        };
        _database = HistoryDatabase.Create(_options, NullLogger.Instance);
    }

    private HistoryQueries Queries => new(_database);

    public Task InitializeAsync() => _database.MigrateAsync(default);

    public async Task DisposeAsync()
    {
        await ShutdownAsync();
        await _database.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _directory.Dispose();
    }

    [Fact]
    public async Task What_tenants_store_is_in_the_history_after_catching_up()
    {
        var projection = Start();
        Assert.Equal(0, (await CatchUpAsync(projection)).Offset);
        var writer = Writer("tenant-acme");

        await StoreAsync(writer, new SpecRecorded(Events.Spec), Events.Queued(Events.Id(1), 1), Events.Started(Events.Id(1), 1, 2));
        await CatchUpAsync(projection);
        Assert.Equal(RunStatus.Running, (await Queries.GetRunAsync(Events.Id(1), default))!.Run.Status);

        await StoreAsync(writer, Events.Exited(Events.Id(1), 1, 3, 0, RunStatus.Success));
        var caughtUp = await CatchUpAsync(projection);

        Assert.Equal(4, caughtUp.Offset);
        var details = (await Queries.GetRunAsync(Events.Id(1), default))!;
        Assert.Equal((RunStatus.Success, "acme"), (details.Run.Status, details.Run.TenantId));
        Assert.Equal(Events.Spec.Tags, details.Tags);
        Assert.Equal(4, await Queries.GetProjectedSequenceAsync("tenant-acme", default));
        var status = await StatusAsync(projection);
        Assert.True(status.IsHealthy);
        Assert.Equal(4, status.Offset);
        Assert.NotNull(status.CaughtUpAt);
    }

    [Fact]
    public async Task Events_that_were_stored_as_one_entry_are_all_in_the_history()
    {
        var projection = Start();
        await StoreAsync(Writer("tenant-acme"), new TenantEventGroup([new SpecRecorded(Events.Spec), Events.Queued(Events.Id(1), 1), Events.Started(Events.Id(1), 1, 2)]));

        Assert.Equal(1, (await CatchUpAsync(projection)).Offset);

        var details = (await Queries.GetRunAsync(Events.Id(1), default))!;
        Assert.Equal((RunStatus.Running, 1), (details.Run.Status, details.Run.Attempts));
        Assert.Equal(Events.Spec.Tags, details.Tags);
        Assert.Equal(1, await Queries.GetProjectedSequenceAsync("tenant-acme", default));
    }

    [Fact]
    public async Task A_hint_is_enough()
    {
        var projection = Start();
        await CatchUpAsync(projection);
        await StoreAsync(Writer("tenant-acme"), Events.Queued(Events.Id(1), 1));

        Sys.EventStream.Publish(JournalHint.Instance);

        await AwaitAssertAsync(async () => Assert.NotNull(await Queries.GetRunAsync(Events.Id(1), default)), Patience);
    }

    [Fact]
    public async Task A_crowd_of_hints_gathers_and_is_enough_too()
    {
        var projection = Start(_options with { BatchInterval = TimeSpan.FromMilliseconds(100), BusyInterval = TimeSpan.FromMilliseconds(200), BusyBatch = 5 });
        await CatchUpAsync(projection);
        for (var i = 1; i <= 3; i++)
        {
            await StoreAsync(Writer($"tenant-t{i}"), Events.Queued(Events.Id(i), i));
            for (var hint = 0; hint < 10; hint++)
                Sys.EventStream.Publish(JournalHint.Instance);
        }

        await AwaitAssertAsync(async () => Assert.Equal(3, (await Queries.ListRunsAsync(new RunFilter(), default)).Length), Patience);
    }

    [Fact]
    public async Task Without_hints_the_poll_finds_new_events()
    {
        var projection = Start(_options with { PollInterval = TimeSpan.FromMilliseconds(20) });
        await CatchUpAsync(projection);
        await StoreAsync(Writer("tenant-acme"), Events.Queued(Events.Id(1), 1));

        await AwaitAssertAsync(async () => Assert.NotNull(await Queries.GetRunAsync(Events.Id(1), default)), Patience);
    }

    [Fact]
    public async Task Catching_up_to_a_place_that_comes_later_is_answered_when_it_is_there()
    {
        var projection = Start();
        await CatchUpAsync(projection);
        var reached = projection.Ask<CaughtUp>(new CatchUp(2), Patience);
        var writer = Writer("tenant-acme");
        await StoreAsync(writer, Events.Queued(Events.Id(1), 1));
        Assert.Equal(1, (await CatchUpAsync(projection)).Offset);
        Assert.False(reached.IsCompleted);

        await StoreAsync(writer, Events.Started(Events.Id(1), 1, 2));
        Sys.EventStream.Publish(JournalHint.Instance);

        Assert.Equal(2, (await reached).Offset);
        Assert.Equal(2, (await projection.Ask<CaughtUp>(new CatchUp(1), Patience)).Offset);
    }

    [Fact]
    public async Task Events_of_other_actors_are_passed_over()
    {
        var projection = Start();
        await StoreAsync(Writer("scheduler"), Events.Queued(Events.Id(1), 1));
        await StoreAsync(Writer("tenant-"), Events.Queued(Events.Id(2), 1));
        await StoreAsync(Writer("tenant-acme"), Events.Queued(Events.Id(3), 1));

        Assert.Equal(3, (await CatchUpAsync(projection)).Offset);

        Assert.Equal(Events.Id(3), Assert.Single(await Queries.ListRunsAsync(new RunFilter(), default)).Id);
    }

    [Fact]
    public async Task A_backlog_larger_than_a_batch_is_worked_off()
    {
        await StoreAsync(Writer("tenant-acme"), [.. Enumerable.Range(1, 100).Select(i => Events.Queued(Events.Id(i), i))]);

        var projection = Start(_options with { BatchSize = 7 });

        Assert.Equal(100, (await CatchUpAsync(projection)).Offset);
        Assert.Equal(100, (await Queries.ListRunsAsync(new RunFilter { Limit = 1000 }, default)).Length);
    }

    [Fact]
    public async Task A_new_projection_goes_on_where_the_last_one_ended()
    {
        var first = Start();
        var writer = Writer("tenant-acme");
        await StoreAsync(writer, Events.Queued(Events.Id(1), 1), Events.Started(Events.Id(1), 1, 2));
        await CatchUpAsync(first);
        await first.GracefulStop(Patience);
        await StoreAsync(writer, Events.Exited(Events.Id(1), 1, 3, 1, RunStatus.Partial));

        await CatchUpAsync(Start());

        Assert.Equal(RunStatus.Partial, (await Queries.GetRunAsync(Events.Id(1), default))!.Run.Status);
    }

    [Fact]
    public async Task Two_projections_at_once_write_nothing_twice_and_lose_nothing()
    {
        var one = Start(_options with { BatchSize = 3, BatchInterval = TimeSpan.Zero });
        var other = Start(_options with { BatchSize = 5, BatchInterval = TimeSpan.Zero });
        var writer = Writer("tenant-acme");
        for (var i = 1; i <= 40; i++)
        {
            await StoreAsync(writer, Events.Queued(Events.Id(i), i), Events.Started(Events.Id(i), 1, i), Events.Exited(Events.Id(i), 1, i, 0, RunStatus.Success));
            Sys.EventStream.Publish(JournalHint.Instance);
        }

        await Task.WhenAll(CatchUpAsync(one), CatchUpAsync(other));

        var runs = await Queries.ListRunsAsync(new RunFilter { Limit = 100 }, default);
        Assert.Equal(40, runs.Length);
        Assert.All(runs, r => Assert.Equal((RunStatus.Success, 1), (r.Status, r.Attempts)));
    }

    [Fact]
    public async Task Events_deleted_after_their_projection_leave_the_history_as_it_is()
    {
        var projection = Start();
        var writer = Writer("tenant-acme");
        await StoreAsync(writer, Events.Queued(Events.Id(1), 1), Events.Started(Events.Id(1), 1, 2), Events.Exited(Events.Id(1), 1, 3, 0, RunStatus.Success));
        await CatchUpAsync(projection);
        await writer.Ask<long>(new JournalWriter.DeleteTo(3), Patience);
        await StoreAsync(Writer("tenant-globex"), Events.Queued(Events.Id(2), 4));

        await CatchUpAsync(projection);

        Assert.Equal([Events.Id(2), Events.Id(1)], (await Queries.ListRunsAsync(new RunFilter(), default)).Select(r => r.Id));
        Assert.True((await StatusAsync(projection)).IsHealthy);
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_stops_the_history_before_it_until_it_can()
    {
        await StoreAsync(Writer("tenant-acme"), Events.Queued(Events.Id(1), 1), Events.Queued(Events.Id(2), 2), Events.Queued(Events.Id(3), 3));
        ChangeJournal("UPDATE journal SET manifest = 'RunTeleported' WHERE sequence_number = 2");
        var projection = Start();

        await AwaitAssertAsync(async () => Assert.False((await StatusAsync(projection)).IsHealthy), Patience);
        var status = await StatusAsync(projection);
        Assert.Equal(1, status.Offset);
        Assert.Contains("Event 2 of tenant-acme", status.LastError, StringComparison.Ordinal);
        Assert.Contains("RunTeleported", status.LastError, StringComparison.Ordinal);
        Assert.NotNull(status.FailingSince);
        Assert.Single(await Queries.ListRunsAsync(new RunFilter(), default));

        var caughtUp = CatchUpAsync(projection);
        ChangeJournal("UPDATE journal SET manifest = 'RunQueued' WHERE sequence_number = 2");

        Assert.Equal(3, (await caughtUp).Offset);
        Assert.True((await StatusAsync(projection)).IsHealthy);
        Assert.Equal(3, (await Queries.ListRunsAsync(new RunFilter(), default)).Length);
    }

    [Fact]
    public async Task Another_journal_than_the_one_the_history_was_made_from_is_an_error()
    {
        await StoreAsync(Writer("tenant-acme"), Events.Queued(Events.Id(1), 1), Events.Queued(Events.Id(2), 2));
        var first = Start();
        await CatchUpAsync(first);
        await first.GracefulStop(Patience);
        ChangeJournal("DELETE FROM journal WHERE sequence_number = 2");

        var projection = Start();

        await AwaitAssertAsync(async () => Assert.False((await StatusAsync(projection)).IsHealthy), Patience);
        Assert.Contains("up to ordering 2, but the journal ends at 1", (await StatusAsync(projection)).LastError, StringComparison.Ordinal);
    }

    private static Config Config(string journalFile) => ConfigurationFactory.ParseString(
        $$"""
        akka.loglevel = WARNING
        akka.persistence.journal.plugin = "akka.persistence.journal.sql"
        akka.persistence.journal.sql {
          connection-string = "Data Source={{journalFile}}"
          provider-name = "SQLite.MS"
          parallelism = 1
        }
        akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        akka.actor {
          serializers.events = "{{typeof(EventSerializer).AssemblyQualifiedName}}"
          serializers.tenant = "{{typeof(TenantSerializer).AssemblyQualifiedName}}"
          serialization-bindings {
            "{{typeof(ITenantEvent).AssemblyQualifiedName}}" = events
            "{{typeof(TenantEventGroup).AssemblyQualifiedName}}" = tenant
          }
        }
        """).WithFallback(SqlPersistence.DefaultConfiguration);

    private static Task<CaughtUp> CatchUpAsync(IActorRef projection) => projection.Ask<CaughtUp>(new CatchUp(), Patience);

    private static Task<ProjectionStatus> StatusAsync(IActorRef projection) => projection.Ask<ProjectionStatus>(GetProjectionStatus.Instance, Patience);

    private static Task StoreAsync(IActorRef writer, params object[] events) => writer.Ask<long>(new JournalWriter.Store(events), Patience);

    private IActorRef Start(HistoryOptions? options = null) =>
        Sys.ActorOf(ProjectionActor.Props(_database, options ?? _options, TimeProvider.System, NullLogger<ProjectionActor>.Instance));

    private IActorRef Writer(string persistenceId) => Sys.ActorOf(Props.Create(() => new JournalWriter(persistenceId)));

    private void ChangeJournal(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_directory.File("journal.db")};Default Timeout=30");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.NotEqual(0, command.ExecuteNonQuery());
    }
}
