using Akka.Actor;
using Akka.Cluster.Sharding;
using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Tests.Tenants;

/// <summary>What a tenant stores, when it acts, and whom it answers.</summary>
public sealed class TenantActorTests : TenantTest
{
    [Fact]
    public async Task A_due_occurrence_becomes_a_run_with_the_order_its_spec_gives()
    {
        await DueAsync(Spec() with { Timeout = TimeSpan.FromSeconds(30), Command = ["echo", "hello"] }, 0);

        var attempt = await GrantAndLaunchAsync();

        var order = attempt.Order;
        Assert.Equal(("acme", 1, 1L, "orders", "/jobs/orders.yaml"), (order.TenantId, order.Attempt, order.FencingToken, order.JobName, order.ConfigFile));
        Assert.Equal((At(0), TimeSpan.FromSeconds(30)), (order.ScheduledFor, order.Timeout));
        Assert.Equal(["echo", "hello"], order.Command.ToArray());
        await AwaitAssertAsync(async () => Assert.Equal(101, Assert.Single((await ViewAsync()).Runs).Pid), Patience);
        await ExitAsync(attempt);
        Assert.Empty((await ViewAsync()).Runs);
        Assert.Equal(RunStatus.Success, Assert.Single(Journal.Events<AttemptEnded>()).FinalStatus);
    }

    [Fact]
    public async Task A_batch_is_acknowledged_only_when_it_is_stored()
    {
        var stored = Journal.Hold();
        Tenant.Tell(Batch(Spec(), 0), TestActor);
        await stored;
        await ExpectNoMsgAsync(Silence);
        await NothingIsAskedAsync();

        Journal.Release();

        await ExpectMsgAsync<RunDueAck>(Patience);
        await Worker.ExpectMsgAsync<RequestSlot>(Patience);
    }

    [Fact]
    public async Task A_repeated_batch_is_acknowledged_and_changes_nothing()
    {
        var batch = Batch(Spec(), 0, 60);
        await Tenant.Ask<RunDueAck>(batch, Patience);
        var writes = Journal.Writes.Count;

        Assert.Equal(batch.BatchId, (await Tenant.Ask<RunDueAck>(batch, Patience)).BatchId);

        Assert.Equal(writes, Journal.Writes.Count);
        Assert.Equal(2, (await ViewAsync()).Runs.Length);
    }

    [Fact]
    public async Task No_process_starts_before_its_attempt_is_stored()
    {
        await DueAsync(Spec(), 0);
        var stored = Journal.Hold();
        await GrantAsync();
        await stored;
        await NothingIsAskedAsync();

        Journal.Release();

        var attempt = await LaunchAsync();
        var started = Assert.Single(Journal.Events<AttemptStarted>());
        Assert.Equal((attempt.Order.RunId, attempt.Order.FencingToken, Node), (started.RunId, started.FencingToken, started.Node));
    }

    [Fact]
    public async Task A_worker_may_forget_an_outcome_only_when_it_is_stored()
    {
        await DueAsync(Spec(), 0);
        var attempt = await GrantAndLaunchAsync();
        var stored = Journal.Hold();
        Finish(attempt, TenantScenario.Exited(0));
        await stored;
        await NothingIsAskedAsync();

        Journal.Release();

        Assert.Null((await StoredAsync(attempt)).NextRun);
    }

    [Fact]
    public async Task With_an_offered_slot_an_outcome_and_the_next_start_are_one_entry_of_the_journal()
    {
        await DueAsync(Spec(), 0, 60);
        var first = await GrantAndLaunchAsync();
        var writes = Journal.Writes.Count;

        var next = (await ExitAsync(first, slotOffered: true)).NextRun;

        var second = await LaunchAsync();
        Assert.Equal((next, At(60), 2L), (second.Order.RunId, second.Order.ScheduledFor, second.Order.FencingToken));
        var write = Assert.Single(Journal.Writes.Skip(writes));
        Assert.Single(write.Entries);
        Assert.Equal([typeof(AttemptEnded), typeof(AttemptStarted)], write.Events.Select(e => e.GetType()));
        Assert.Null((await ExitAsync(second, slotOffered: true)).NextRun);
    }

    [Fact]
    public async Task With_a_spare_slot_a_run_and_its_start_are_one_entry_of_the_journal_and_it_is_launched_without_asking()
    {
        Board.Put(5);

        await DueAsync(Spec(), 0, 60);

        var order = (await Worker.ExpectMsgAsync<LaunchInSpareSlot>(Patience)).Order;
        Assert.Equal((At(0), 1, 1L), (order.ScheduledFor, order.Attempt, order.FencingToken));
        var write = Assert.Single(Journal.Writes);
        Assert.Single(write.Entries);
        Assert.Equal([typeof(RunQueued), typeof(RunQueued), typeof(AttemptStarted)], write.Events.Select(e => e.GetType()).Where(type => type != typeof(SpecRecorded)));
        Assert.Equal(4, Board.Spare);
        await NothingIsAskedAsync();
    }

    [Fact]
    public async Task A_spare_slot_is_given_back_when_the_start_could_not_be_stored()
    {
        Board.Put(1);
        Journal.FailNext();

        Tenant.Tell(Batch(Spec(), 0), TestActor);

        await Worker.ExpectMsgAsync<SpareSlotReturned>(Patience);
        Assert.Equal(1, Board.Spare);
        Assert.Empty(Journal.Writes);
    }

    [Fact]
    public async Task A_tenant_takes_no_spare_slot_that_it_may_not_use()
    {
        await DueAsync(Spec(), 0);
        await GrantAndLaunchAsync();
        Board.Put(1);

        await DueAsync(Spec(), 60);

        Assert.Equal(1, Board.Spare);
        await NothingIsAskedAsync();
    }

    [Fact]
    public async Task Without_an_offer_the_next_run_asks_for_a_slot()
    {
        await DueAsync(Spec(), 0, 60);
        var first = await GrantAndLaunchAsync();

        Assert.Null((await ExitAsync(first)).NextRun);

        Assert.Equal(At(60), (await GrantAndLaunchAsync()).Order.ScheduledFor);
    }

    [Fact]
    public async Task Runs_of_a_tenant_do_not_overlap_and_fencing_tokens_grow()
    {
        await DueAsync(Spec("orders"), 0, 60);
        await DueAsync(Spec("refunds"), 30);
        var tokens = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            var attempt = await GrantAndLaunchAsync();
            tokens.Add(attempt.Order.FencingToken);
            await NothingIsAskedAsync();
            await ExitAsync(attempt);
        }

        Assert.Equal([1L, 2L, 3L], tokens);
        Assert.Empty((await ViewAsync()).Runs);
    }

    [Fact]
    public async Task A_repeated_outcome_is_acknowledged_and_changes_nothing()
    {
        await DueAsync(Spec(), 0);
        var attempt = await GrantAndLaunchAsync();
        await ExitAsync(attempt);
        var writes = Journal.Writes.Count;

        Tenant.Tell(new AttemptFinished("acme", attempt.Order.RunId, 1, TenantScenario.Exited(2), SlotOffered: false), Worker);

        await StoredAsync(attempt);
        Assert.Equal(writes, Journal.Writes.Count);
    }

    [Fact]
    public async Task An_outcome_from_the_worker_itself_is_taken()
    {
        await DueAsync(Spec(), 0);
        var attempt = await GrantAndLaunchAsync();

        Tenant.Tell(new AttemptFinished("acme", attempt.Order.RunId, 1, TenantScenario.Exited(1), SlotOffered: false), Worker);

        await StoredAsync(attempt);
        Assert.Equal(RunStatus.Partial, Assert.Single(Journal.Events<AttemptEnded>()).FinalStatus);
    }

    [Fact]
    public async Task What_is_decided_while_something_is_stored_is_said_when_it_is_stored_too()
    {
        var stored = Journal.Hold();
        Tenant.Tell(Batch(Spec(), 0), TestActor);
        await stored;
        Tenant.Tell(Batch(Spec(), 60), TestActor);

        // Nothing is stored yet, and so nothing is there.
        Assert.Empty((await ViewAsync()).Runs);
        await ExpectNoMsgAsync(Silence);

        Journal.Release();

        Assert.Equal(1, (await ExpectMsgAsync<RunDueAck>(Patience)).BatchId);
        Assert.Equal(2, (await ExpectMsgAsync<RunDueAck>(Patience)).BatchId);
        Assert.Equal(2, (await ViewAsync()).Runs.Length);
    }

    [Fact]
    public async Task A_repeated_command_is_answered_when_what_the_first_decided_is_stored()
    {
        var stored = Journal.Hold();
        Tenant.Tell(Batch(Spec(), 0), TestActor);
        await stored;
        Tenant.Tell(Batch(Spec(), 0), TestActor);
        await ExpectNoMsgAsync(Silence);

        Journal.Release();

        await ExpectMsgAsync<RunDueAck>(Patience);
        await ExpectMsgAsync<RunDueAck>(Patience);
        Assert.Single(Journal.Events<RunQueued>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_cannot_be_stored_is_not_acted_upon_and_the_tenant_starts_again(bool rejected)
    {
        await DueAsync(Spec(), 0);
        Watch(Tenant);
        if (rejected)
            Journal.RejectNext();
        else
            Journal.FailNext();
        await GrantAsync();

        await ExpectTerminatedAsync(Tenant, Patience);
        await NothingIsAskedAsync();
        Assert.Empty(Journal.Events<AttemptStarted>());

        Start();
        Assert.Equal(RunStatus.Queued, Assert.Single((await ViewAsync()).Runs).Status);
        Assert.Equal(1, (await GrantAndLaunchAsync()).Order.Attempt);
    }

    [Fact]
    public async Task A_batch_that_cannot_be_stored_is_not_acknowledged_and_can_come_again()
    {
        Watch(Tenant);
        Journal.FailNext();
        var batch = Batch(Spec(), 0);
        Tenant.Tell(batch, CreateTestProbe().Ref);
        await ExpectTerminatedAsync(Tenant, Patience);
        Start();

        Tenant.Tell(batch, TestActor);

        await ExpectMsgAsync<RunDueAck>(Patience);
        Assert.Single((await ViewAsync()).Runs);
    }

    [Fact]
    public async Task A_trigger_makes_a_run_and_the_same_request_again_the_same_run()
    {
        var trigger = new TriggerRun("acme", "request", "ann", Limits, Spec());
        var first = await Tenant.Ask<RunAccepted>(trigger, Patience);

        var again = await Tenant.Ask<RunAccepted>(trigger, Patience);
        var other = await Tenant.Ask<RunAccepted>(trigger with { RequestId = "other" }, Patience);

        Assert.Equal(first.RunId, again.RunId);
        Assert.NotEqual(first.RunId, other.RunId);
        Assert.Equal(new[] { first.RunId, other.RunId }.Order(), (await ViewAsync()).Runs.Select(run => run.RunId).Order());
    }

    [Fact]
    public async Task A_trigger_that_finds_the_queue_full_is_refused()
    {
        Limits = new TenantLimits { MaxQueuedRuns = 1 };
        await Tenant.Ask<RunAccepted>(new TriggerRun("acme", "1", "ann", Limits, Spec()), Patience);

        var refused = await Tenant.Ask<RunRefused>(new TriggerRun("acme", "2", "ann", Limits, Spec()), Patience);

        Assert.Contains("queue is full", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_queued_run_that_is_cancelled_never_starts()
    {
        await DueAsync(Spec(), 0);
        var (runId, job) = await RequestedAsync();

        Assert.Equal(new CancelReply(runId, true), await CancelAsync(runId));

        job.Tell(new SlotGranted(runId, Node), Worker);
        await NothingIsAskedAsync();
        Assert.Empty((await ViewAsync()).Runs);
        Assert.Equal(RunStatus.Cancelled, Assert.Single(Journal.Events<RunEnded>()).Status);
        Assert.Empty(Journal.Events<AttemptStarted>());
    }

    [Fact]
    public async Task A_running_run_that_is_cancelled_is_stopped_and_ends_as_cancelled()
    {
        await DueAsync(Spec() with { Retry = new RetryPolicy() }, 0);
        var attempt = await GrantAndLaunchAsync();

        Assert.True((await CancelAsync(attempt.Order.RunId)).Found);

        Assert.Equal(new CancelAttempt(attempt.Order.RunId, 1), await Worker.ExpectMsgAsync<CancelAttempt>(Patience));
        Finish(attempt, new AttemptOutcome { Kind = AttemptOutcomeKind.Cancelled });
        await StoredAsync(attempt);
        Assert.Equal(RunStatus.Cancelled, Assert.Single(Journal.Events<AttemptEnded>()).FinalStatus);
    }

    [Fact]
    public async Task A_cancel_is_sent_again_until_the_attempt_is_over()
    {
        await DueAsync(Spec(), 0);
        await GrantAsync();
        var order = (await Worker.ExpectMsgAsync<LaunchAttempt>(Patience)).Order;
        var job = Worker.LastSender;
        await CancelAsync(order.RunId);
        await Worker.ExpectMsgAsync<CancelAttempt>(Patience);

        // The worker had not started it when the wish came, so that the wish was lost.
        job.Tell(new AttemptLaunched(order.RunId, 1, 7), Worker);
        await AwaitAssertAsync(async () => Assert.Equal(7, (await ViewAsync()).Runs[0].Pid), Patience);
        await AdvanceAsync(5);

        Assert.Equal(new CancelAttempt(order.RunId, 1), await Worker.FishForMessageAsync<CancelAttempt>(_ => true, Patience));
        Finish(new Attempt(order, job), new AttemptOutcome { Kind = AttemptOutcomeKind.Cancelled });
        await Worker.FishForMessageAsync<OutcomeStored>(_ => true, Patience);
        await AdvanceAsync(10);
        await NothingIsAskedAsync();
    }

    [Fact]
    public async Task A_run_that_is_cancelled_while_it_waits_for_its_retry_ends_at_once()
    {
        await DueAsync(Spec() with { Retry = new RetryPolicy() }, 0);
        var attempt = await GrantAndLaunchAsync();
        await ExitAsync(attempt, 2);

        Assert.True((await CancelAsync(attempt.Order.RunId)).Found);

        Assert.Empty((await ViewAsync()).Runs);
        await AdvanceAsync(60);
        await NothingIsAskedAsync();
        Assert.Equal(RunStatus.Cancelled, Assert.Single(Journal.Events<RunEnded>()).Status);
    }

    [Fact]
    public async Task A_cancel_of_what_is_not_open_says_so()
    {
        Assert.False((await CancelAsync(Guid.NewGuid())).Found);
        Assert.Empty(Journal.Writes);
    }

    [Fact]
    public async Task An_idle_tenant_asks_to_leave_and_one_with_work_does_not()
    {
        await DueAsync(Spec(), 0);
        var attempt = await GrantAndLaunchAsync();
        await AdvanceAsync(300);
        await Shard.ExpectNoMsgAsync(Silence);
        await ExitAsync(attempt);
        await ViewAsync();

        await AdvanceAsync(119.999);
        await Shard.ExpectNoMsgAsync(Silence);
        await AdvanceAsync(0.001);

        var passivate = await Shard.ExpectMsgAsync<Passivate>(Patience);
        Watch(Tenant);
        Tenant.Tell(passivate.StopMessage);
        await ExpectTerminatedAsync(Tenant, Patience);
        await Shard.ExpectNoMsgAsync(Silence);
    }

    [Fact]
    public async Task A_tenant_that_waits_for_a_retry_does_not_leave()
    {
        await DueAsync(Spec() with { Retry = new RetryPolicy { InitialDelay = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(1) } }, 0);
        await ExitAsync(await GrantAndLaunchAsync(), 2);

        await AdvanceAsync(600);

        await Shard.ExpectNoMsgAsync(Silence);
    }

    [Fact]
    public async Task Work_that_comes_while_the_tenant_leaves_is_not_forgotten()
    {
        await ViewAsync();
        await AdvanceAsync(120);
        var passivate = await Shard.ExpectMsgAsync<Passivate>(Patience);
        Watch(Tenant);
        await DueAsync(Spec(), 0);

        Tenant.Tell(passivate.StopMessage);

        // The shard forgets an entity that leaves, unless a message for it waits.
        Assert.Equal("acme", (await Shard.ExpectMsgAsync<WakeTenant>(Patience)).TenantId);
        await ExpectTerminatedAsync(Tenant, Patience);
    }

    [Fact]
    public async Task A_tenant_that_is_woken_stays_for_what_is_about_to_come()
    {
        await ViewAsync();
        await AdvanceAsync(119);
        Tenant.Tell(new WakeTenant("acme"));
        await ViewAsync();

        await AdvanceAsync(119);
        await Shard.ExpectNoMsgAsync(Silence);
        await AdvanceAsync(1);

        await Shard.ExpectMsgAsync<Passivate>(Patience);
    }

    private async Task<CancelReply> CancelAsync(Guid runId) =>
        await Tenant.Ask<CancelReply>(new CancelRun("acme", runId, "ann", "not today"), Patience);

    private async Task<(Guid RunId, IActorRef Job)> RequestedAsync()
    {
        var request = await Worker.ExpectMsgAsync<RequestSlot>(Patience);
        return (request.RunId, Worker.LastSender);
    }
}
