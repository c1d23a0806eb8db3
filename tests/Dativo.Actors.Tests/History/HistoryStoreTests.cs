using System.Collections.Immutable;
using Dativo.Actors.History;
using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Tests.History;

/// <summary>What holds for the tables and the queries on every database.</summary>
public abstract class HistoryStoreTests : IAsyncLifetime
{
    private HistoryDatabase? _database;
    private HistoryWriter? _writer;
    private long _offset;

    private HistoryDatabase Database => _database!;

    private HistoryWriter Writer => _writer!;

    private HistoryQueries Queries => new(Database);

    public virtual async Task InitializeAsync()
    {
        if (await CreateAsync() is not { } database)
            return;
        _database = database;
        await database.MigrateAsync(default);
        _writer = database.CreateWriter();
    }

    public virtual async Task DisposeAsync()
    {
        if (_writer is not null)
            await _writer.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    [SkippableFact]
    public async Task A_run_that_succeeds_has_its_times_attempt_tags_and_metrics()
    {
        Require();
        var id = Events.Id(1);
        var ended = Events.Exited(id, 1, 10, 0, RunStatus.Success);
        ended = ended with { Outcome = ended.Outcome with { Metrics = ImmutableSortedDictionary<string, double>.Empty.Add("records_count", 1e6).Add("rate", 99.5) } };
        await ApplyAsync("acme", new SpecRecorded(Events.Spec), Events.Queued(id, 1), Events.Started(id, 1, 2, 7), ended);

        var details = await Queries.GetRunAsync(id, default);

        Assert.NotNull(details);
        Assert.Equal(
            new RunSummary
            {
                Id = id,
                TenantId = "acme",
                Schedule = "stripe_hourly",
                Trigger = RunTrigger.Schedule,
                Status = RunStatus.Success,
                ScheduledFor = Events.At(1),
                QueuedAt = Events.At(1),
                StartedAt = Events.At(2),
                FinishedAt = Events.At(10),
                Attempts = 1,
            },
            details.Run);
        Assert.Equal("/jobs/stripe.yaml", details.ConfigFile);
        Assert.Equal(Events.Spec.Tags, details.Tags);
        Assert.Equal(99.5, details.Metrics["rate"]);
        Assert.Equal(1e6, details.Metrics["records_count"]);
        Assert.Equal(
            new AttemptSummary
            {
                Number = 1,
                Node = "akka.tcp://dativo@127.0.0.1:4053#1",
                FencingToken = 7,
                Pid = 4242,
                Outcome = AttemptOutcomeKind.Exited,
                ExitCode = 0,
                StartedAt = Events.At(2),
                FinishedAt = Events.At(10),
                ProcessStartedAt = Events.At(9.5),
                ProcessEndedAt = Events.At(9.9),
            },
            Assert.Single(details.Attempts));
    }

    [SkippableFact]
    public async Task A_queued_run_has_neither_attempts_nor_reason()
    {
        Require();
        var queued = Events.Queued(Events.Id(1), 1, trigger: RunTrigger.Manual) with { RequestedBy = "ops", Priority = 5 };
        await ApplyAsync("acme", queued);

        var details = await Queries.GetRunAsync(Events.Id(1), default);

        Assert.Equal(RunStatus.Queued, details!.Run.Status);
        Assert.Equal(RunTrigger.Manual, details.Run.Trigger);
        Assert.Equal("ops", details.RequestedBy);
        Assert.Null(details.Run.Reason);
        Assert.Null(details.Run.StartedAt);
        Assert.Equal(0, details.Run.Attempts);
        Assert.Empty(details.Attempts);
        Assert.Empty(details.Tags);
    }

    [SkippableFact]
    public async Task A_failed_attempt_with_retries_left_waits_with_its_due_time_and_its_last_line()
    {
        Require();
        var id = Events.Id(1);
        await ApplyAsync("acme", Events.Queued(id, 1), Events.Started(id, 1, 2), Events.Exited(id, 1, 3, 2, null, 8, "Traceback\n  line 3\nTimeoutError: api.stripe.com \n\n"));

        var run = (await Queries.GetRunAsync(id, default))!.Run;
        Assert.Equal((RunStatus.WaitingRetry, "exit_code", "TimeoutError: api.stripe.com"), (run.Status, run.Reason, run.Detail));
        Assert.Equal(Events.At(8), run.RetryAt);
        Assert.Null(run.FinishedAt);

        await ApplyAsync("acme", Events.Started(id, 2, 8.1, 2));
        run = (await Queries.GetRunAsync(id, default))!.Run;
        Assert.Equal((RunStatus.Running, null, null, 2), (run.Status, run.Reason, run.Detail, run.Attempts));
        Assert.Null(run.RetryAt);
        Assert.Equal(Events.At(2), run.StartedAt);

        await ApplyAsync("acme", Events.Exited(id, 2, 9, 2, RunStatus.Failure, null, "gave up"));
        var details = (await Queries.GetRunAsync(id, default))!;
        Assert.Equal((RunStatus.Failure, "exit_code", "gave up"), (details.Run.Status, details.Run.Reason, details.Run.Detail));
        Assert.Equal([1, 2], details.Attempts.Select(a => a.Number));
        Assert.StartsWith("Traceback", details.Attempts[0].Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task An_interrupted_attempt_has_no_exit_code_and_its_run_goes_on()
    {
        Require();
        var id = Events.Id(1);
        var interrupted = new AttemptEnded
        {
            RunId = id,
            Attempt = 1,
            Outcome = new AttemptOutcome { Kind = AttemptOutcomeKind.Interrupted },
            At = Events.At(5),
            RetryAt = Events.At(5),
            Reason = "interrupted",
        };
        await ApplyAsync("acme", Events.Queued(id, 1), Events.Started(id, 1, 2), interrupted);

        var details = (await Queries.GetRunAsync(id, default))!;

        Assert.Equal((RunStatus.WaitingRetry, "interrupted"), (details.Run.Status, details.Run.Reason));
        var attempt = Assert.Single(details.Attempts);
        Assert.Equal((AttemptOutcomeKind.Interrupted, null, null), (attempt.Outcome, attempt.ExitCode, attempt.Pid));
    }

    [SkippableFact]
    public async Task An_attempt_that_ends_without_a_due_time_or_status_puts_its_run_back_into_the_queue()
    {
        Require();
        var id = Events.Id(1);
        await ApplyAsync("acme", Events.Queued(id, 1), Events.Started(id, 1, 2), Events.Exited(id, 1, 3, 137, null));

        Assert.Equal(RunStatus.Queued, (await Queries.GetRunAsync(id, default))!.Run.Status);
    }

    [SkippableFact]
    public async Task Who_cancelled_a_run_and_why_is_its_detail()
    {
        Require();
        var id = Events.Id(1);
        await ApplyAsync("acme", Events.Queued(id, 1), Events.Started(id, 1, 2));
        await ApplyAsync("acme", new RunCancelRequested(id, "ops", "wrong file", Events.At(3)));
        var run = (await Queries.GetRunAsync(id, default))!.Run;
        Assert.Equal((RunStatus.Running, "cancel requested by ops: wrong file"), (run.Status, run.Detail));

        var ended = Events.Exited(id, 1, 4, 143, RunStatus.Cancelled, null, "Terminated") with { Reason = "cancelled" };
        await ApplyAsync("acme", ended);
        run = (await Queries.GetRunAsync(id, default))!.Run;
        Assert.Equal((RunStatus.Cancelled, "cancelled", "cancel requested by ops: wrong file"), (run.Status, run.Reason, run.Detail));
    }

    [SkippableFact]
    public async Task A_run_that_ends_in_the_queue_says_why()
    {
        Require();
        var id = Events.Id(1);
        await ApplyAsync(
            "acme",
            Events.Queued(id, 1),
            new RunEnded { RunId = id, Status = RunStatus.Skipped, Reason = "superseded", Detail = "the 13:00 occurrence took its place", At = Events.At(4) });

        var run = (await Queries.GetRunAsync(id, default))!.Run;

        Assert.Equal((RunStatus.Skipped, "superseded", "the 13:00 occurrence took its place"), (run.Status, run.Reason, run.Detail));
        Assert.Equal(Events.At(4), run.FinishedAt);
        Assert.Null((await Queries.ListTenantsAsync(default)).Single().LastStatus);
    }

    [SkippableFact]
    public async Task Every_skipped_occurrence_has_a_row_with_its_reason()
    {
        Require();
        await ApplyAsync("acme", new OccurrencesSkipped
        {
            Schedule = "stripe_hourly",
            SpecId = Events.Spec.Id,
            Occurrences = [new SkippedOccurrence(Events.Id(1), Events.At(-7200)), new SkippedOccurrence(Events.Id(2), Events.At(-3600))],
            Reason = SkipReason.Missed,
            Detail = "no node was up",
            At = Events.At(0),
        });

        var runs = await Queries.ListRunsAsync(new RunFilter { Statuses = [RunStatus.Skipped] }, default);

        Assert.Equal([Events.Id(2), Events.Id(1)], runs.Select(r => r.Id));
        Assert.All(runs, r => Assert.Equal(("missed", "no node was up", Events.At(0), 0), (r.Reason, r.Detail, r.FinishedAt, r.Attempts)));
        Assert.Equal([Events.At(-3600), Events.At(-7200)], runs.Select(r => r.ScheduledFor));
    }

    [SkippableFact]
    public async Task Metrics_are_those_of_the_newest_attempt_that_reported_any()
    {
        Require();
        var id = Events.Id(1);
        var first = Events.Exited(id, 1, 3, 1, null, 4);
        first = first with { Outcome = first.Outcome with { Metrics = ImmutableSortedDictionary<string, double>.Empty.Add("records_count", 5).Add("ratio", double.PositiveInfinity) } };
        await ApplyAsync("acme", Events.Queued(id, 1), Events.Started(id, 1, 2), first, Events.Started(id, 2, 4, 2), Events.Exited(id, 2, 5, 1, RunStatus.Partial));

        var details = (await Queries.GetRunAsync(id, default))!;

        Assert.Equal(5, details.Metrics["records_count"]);
        Assert.Equal(double.PositiveInfinity, details.Metrics["ratio"]);
        Assert.Equal(RunStatus.Partial, details.Run.Status);
    }

    [SkippableFact]
    public async Task Text_that_databases_refuse_is_stored_with_replacements()
    {
        Require();
        var id = Events.Id(1);
        await ApplyAsync("acme", Events.Queued(id, 1), Events.Started(id, 1, 2), Events.Exited(id, 1, 3, 2, RunStatus.Failure, null, "a\0b\ud800c 😀"));

        var details = (await Queries.GetRunAsync(id, default))!;

        Assert.Equal("a\ufffdb\ufffdc 😀", details.Run.Detail);
        Assert.Equal("a\ufffdb\ufffdc 😀", details.Attempts[0].Error);
    }

    [SkippableFact]
    public async Task Lists_are_newest_first_and_every_filter_narrows_them()
    {
        Require();
        for (var i = 1; i <= 30; i++)
        {
            var id = Events.Id(i);
            var status = (i % 3) switch { 0 => RunStatus.Success, 1 => RunStatus.Failure, _ => RunStatus.Partial };
            await ApplyAsync(
                i % 2 == 0 ? "acme" : "globex",
                Events.Queued(id, i, i % 5 == 0 ? "nightly" : "hourly"),
                Events.Started(id, 1, i),
                Events.Exited(id, 1, i, i % 3, status));
        }

        await Check(new RunFilter { Limit = 5 }, _ => true);
        await Check(new RunFilter { TenantId = "acme" }, i => i % 2 == 0);
        await Check(new RunFilter { Schedule = "nightly" }, i => i % 5 == 0);
        await Check(new RunFilter { Since = Events.At(20) }, i => i >= 20);
        await Check(new RunFilter { Statuses = [RunStatus.Failure] }, i => i % 3 == 1);
        await Check(new RunFilter { Statuses = [RunStatus.Failure, RunStatus.Partial, RunStatus.Failure], Limit = 7 }, i => i % 3 != 0);
        await Check(new RunFilter { Statuses = [RunStatus.Failure, RunStatus.Partial], Since = Events.At(11) }, i => i % 3 != 0 && i >= 11);
        await Check(new RunFilter { Statuses = [RunStatus.Queued] }, _ => false);
        await Check(
            new RunFilter { TenantId = "acme", Schedule = "nightly", Statuses = [RunStatus.Success, RunStatus.Partial], Since = Events.At(2), Limit = 2 },
            i => i % 2 == 0 && i % 5 == 0 && i % 3 != 1);
        await Check(new RunFilter { TenantId = "acme' OR 1=1 --" }, _ => false);

        async Task Check(RunFilter filter, Func<int, bool> passes)
        {
            var expected = Enumerable.Range(1, 30).Reverse().Where(passes).Take(filter.Limit).Select(Events.Id);
            Assert.Equal(expected, (await Queries.ListRunsAsync(filter, default)).Select(r => r.Id));
        }
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(10_001)]
    public async Task A_limit_out_of_range_is_refused(int limit)
    {
        Require();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Queries.ListRunsAsync(new RunFilter { Limit = limit }, default));
    }

    [SkippableFact]
    public async Task Ids_are_found_by_their_first_digits()
    {
        Require();
        await ApplyAsync("acme", Enumerable.Range(0x10, 0x20).Select(i => (ITenantEvent)Events.Queued(Events.Id(i), i)));

        Assert.Equal([Events.Id(0x1f)], (await Queries.FindRunIdsAsync("0195e000-001F", 10, default)).AsEnumerable());
        Assert.Equal([Events.Id(0x1f)], (await Queries.FindRunIdsAsync(Events.Id(0x1f).ToString(), 10, default)).AsEnumerable());
        Assert.Equal(Enumerable.Range(0x10, 16).Select(Events.Id), (await Queries.FindRunIdsAsync("0195e000001", 100, default)).AsEnumerable());
        Assert.Equal([Events.Id(0x10), Events.Id(0x11)], (await Queries.FindRunIdsAsync("0", 2, default)).AsEnumerable());
        Assert.Empty((await Queries.FindRunIdsAsync("f", 10, default)).AsEnumerable());
        Assert.Empty((await Queries.FindRunIdsAsync("", 10, default)).AsEnumerable());
        Assert.Empty((await Queries.FindRunIdsAsync("%", 10, default)).AsEnumerable());
        Assert.Empty((await Queries.FindRunIdsAsync(Events.Id(0x1f) + "0", 10, default)).AsEnumerable());
        Assert.Null(await Queries.GetRunAsync(Guid.Empty, default));
    }

    [SkippableFact]
    public async Task Tenants_are_listed_with_their_open_runs_and_their_last_end()
    {
        Require();
        await ApplyAsync(
            "globex",
            Events.Queued(Events.Id(1), 1),
            Events.Started(Events.Id(1), 1, 2),
            Events.Exited(Events.Id(1), 1, 3, 0, RunStatus.Success),
            Events.Queued(Events.Id(2), 4),
            Events.Started(Events.Id(2), 1, 5),
            Events.Queued(Events.Id(3), 6),
            Events.Queued(Events.Id(4), 6));
        await ApplyAsync("acme", Events.Queued(Events.Id(5), 1), Events.Started(Events.Id(5), 1, 2), Events.Exited(Events.Id(5), 1, 3, 2, null, 9));
        await ApplyAsync("Zeta", new LimitsChanged(new TenantLimits()));

        var tenants = await Queries.ListTenantsAsync(default);

        Assert.Equal(
            [
                new TenantSummary { TenantId = "Zeta", Running = 0, Queued = 0, WaitingRetry = 0 },
                new TenantSummary { TenantId = "acme", Running = 0, Queued = 0, WaitingRetry = 1 },
                new TenantSummary { TenantId = "globex", Running = 1, Queued = 2, WaitingRetry = 0, LastStatus = RunStatus.Success, LastFinishedAt = Events.At(3) },
            ],
            tenants.AsEnumerable());
    }

    [SkippableFact]
    public async Task The_projected_sequence_of_a_tenant_grows_with_its_events()
    {
        Require();
        Assert.Equal(0, await Queries.GetProjectedSequenceAsync("tenant-acme", default));

        await WriteAsync([new HistoryEnvelope(5, "acme", 41, Events.Queued(Events.Id(1), 1)), new HistoryEnvelope(6, "acme", 42, Events.Started(Events.Id(1), 1, 2))], 6);

        Assert.Equal(42, await Queries.GetProjectedSequenceAsync("tenant-acme", default));
        Assert.Equal(0, await Queries.GetProjectedSequenceAsync("scheduler", default));
        Assert.Equal(6, await Writer.ReadOffsetAsync(default));
    }

    [SkippableFact]
    public async Task Changes_from_another_place_than_the_tables_stand_at_are_refused_whole()
    {
        Require();
        await ApplyAsync("acme", Events.Queued(Events.Id(1), 1));
        var again = RunProjection.Project(Events.Of("acme", Events.Queued(Events.Id(2), 1)));

        Assert.False((await Writer.WriteAsync(again, 0, 1, default)).Written);
        Assert.False((await Writer.WriteAsync(again, 7, 8, default)).Written);

        Assert.Null(await Queries.GetRunAsync(Events.Id(2), default));
        Assert.Equal(1, await Writer.ReadOffsetAsync(default));
    }

    [SkippableFact]
    public async Task Changes_of_a_run_whose_beginning_is_gone_are_left_out_and_counted()
    {
        Require();
        var events = Events.Of(
            "acme",
            Events.Exited(Events.Id(1), 1, 3, 0, null, 5),
            Events.Started(Events.Id(1), 2, 5, 2),
            Events.Queued(Events.Id(2), 6),
            Events.Started(Events.Id(2), 1, 7, 3));

        var result = await Writer.WriteAsync(RunProjection.Project(events), 0, 4, default);

        Assert.Equal(new WriteResult(true, 1), result);
        Assert.Equal(Events.Id(2), Assert.Single(await Queries.ListRunsAsync(new RunFilter(), default)).Id);
        Assert.Equal(1L, await Database.ReadAsync(
            async (connection, token) =>
            {
                await using var command = connection.CreateCommand();
                command.CommandText = "SELECT count(*) FROM history_attempts";
                return await command.ExecuteScalarAsync(token);
            },
            default));
    }

    [SkippableFact]
    public async Task Migrating_again_changes_nothing()
    {
        Require();
        await ApplyAsync("acme", Events.Queued(Events.Id(1), 1));

        await Database.MigrateAsync(default);

        Assert.NotNull(await Queries.GetRunAsync(Events.Id(1), default));
    }

    /// <summary>A new database; null where there is no server for it.</summary>
    private protected abstract Task<HistoryDatabase?> CreateAsync();

    /// <summary>Skips the test where there is no database.</summary>
    private protected virtual void Require()
    {
    }

    private Task ApplyAsync(string tenant, params IEnumerable<ITenantEvent> events)
    {
        var envelopes = events.Select((e, i) => new HistoryEnvelope(_offset + i + 1, tenant, _offset + i + 1, e)).ToList();
        return WriteAsync(envelopes, _offset + envelopes.Count);
    }

    private async Task WriteAsync(IEnumerable<HistoryEnvelope> envelopes, long to)
    {
        Assert.Equal(new WriteResult(true, 0), await Writer.WriteAsync(RunProjection.Project(envelopes), _offset, to, default));
        _offset = to;
    }
}
