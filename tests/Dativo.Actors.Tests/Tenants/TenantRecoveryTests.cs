using Akka.Actor;
using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Tests.Tenants;

/// <summary>Retries, and tenants that start again in the middle of everything.</summary>
public sealed class TenantRecoveryTests : TenantTest
{
    private static readonly JobSpec Retried = Spec() with
    {
        Retry = new RetryPolicy { MaxRetries = 3, InitialDelay = TimeSpan.FromSeconds(7), BackoffMultiplier = 2, MaxDelay = TimeSpan.FromSeconds(20) },
    };

    [Fact]
    public async Task Retries_come_after_the_exact_delays_of_the_policy()
    {
        await DueAsync(Retried, 0);
        foreach (var (attemptNumber, delay) in new[] { (1, 7), (2, 14), (3, 20) })
        {
            var attempt = await GrantAndLaunchAsync();
            Assert.Equal(attemptNumber, attempt.Order.Attempt);
            await ExitAsync(attempt, 2);
            var due = Scheduler.Now.AddSeconds(delay);
            Assert.Equal(due, Assert.Single((await ViewAsync()).Runs).RetryAt);
            await ArmedAsync(due);

            await AdvanceAsync(delay - 0.001);
            await NothingIsAskedAsync();
            await AdvanceAsync(0.001);
        }

        var last = await GrantAndLaunchAsync();
        Assert.Equal(4, last.Order.Attempt);
        await ExitAsync(last, 2);
        Assert.Empty((await ViewAsync()).Runs);
        Assert.Equal([null, null, null, RunStatus.Failure], Journal.Events<AttemptEnded>().Select(e => e.FinalStatus));
    }

    [Fact]
    public async Task A_waiting_retry_holds_the_tenant()
    {
        await DueAsync(Retried, 0);
        await ExitAsync(await GrantAndLaunchAsync(), 2, slotOffered: true);
        await DueAsync(Spec("refunds"), 1);
        await NothingIsAskedAsync();

        await AdvanceAsync(7);

        var retry = await GrantAndLaunchAsync();
        Assert.Equal(("orders", 2), (retry.Order.JobName, retry.Order.Attempt));
        await ExitAsync(retry);
        Assert.Equal("refunds", (await GrantAndLaunchAsync()).Order.JobName);
    }

    [Fact]
    public async Task Where_a_retry_does_not_hold_the_tenant_others_run_meanwhile_and_the_retry_waits_for_them()
    {
        Limits = new TenantLimits { RetryHoldsTenant = false };
        await DueAsync(Retried, 0);
        await DueAsync(Spec("refunds"), 1);
        await ExitAsync(await GrantAndLaunchAsync(), 2);
        var other = await GrantAndLaunchAsync();
        Assert.Equal("refunds", other.Order.JobName);

        await AdvanceAsync(7);
        await NothingIsAskedAsync();
        await ExitAsync(other);

        var retry = await GrantAndLaunchAsync();
        Assert.Equal(("orders", 2), (retry.Order.JobName, retry.Order.Attempt));
    }

    [Fact]
    public async Task A_restart_neither_loses_a_retry_nor_starts_its_clock_anew()
    {
        await DueAsync(Retried, 0);
        await ExitAsync(await GrantAndLaunchAsync(), 2);
        await AdvanceAsync(3);

        await RestartAsync(downtime: 1);
        await ArmedAsync(At(7));
        await AdvanceAsync(2.999);
        await NothingIsAskedAsync();
        await AdvanceAsync(0.001);

        Assert.Equal(2, (await GrantAndLaunchAsync()).Order.Attempt);
    }

    [Fact]
    public async Task A_retry_that_was_due_while_the_tenant_was_away_starts_at_once()
    {
        await DueAsync(Retried, 0);
        await ExitAsync(await GrantAndLaunchAsync(), 2);

        await RestartAsync(downtime: 100);

        Assert.Equal(2, (await GrantAndLaunchAsync()).Order.Attempt);
    }

    [Fact]
    public async Task Queued_runs_start_after_a_restart()
    {
        await DueAsync(Spec(), 0, 60);
        await Worker.ExpectMsgAsync<RequestSlot>(Patience);

        await RestartAsync();

        Assert.Equal(At(0), (await GrantAndLaunchAsync()).Order.ScheduledFor);
        Assert.Equal(2, (await ViewAsync()).Runs.Length);
    }

    [Fact]
    public async Task An_attempt_whose_node_is_gone_is_interrupted_and_made_again_without_using_a_retry()
    {
        await DueAsync(Retried, 0);
        await GrantAndLaunchAsync(OtherNode);
        Nodes.Leave(OtherNode);

        await RestartAsync();

        var again = await GrantAndLaunchAsync();
        Assert.Equal((2, 2L), (again.Order.Attempt, again.Order.FencingToken));
        var ended = Assert.Single(Journal.Events<AttemptEnded>());
        Assert.Equal((AttemptOutcomeKind.Interrupted, null), (ended.Outcome.Kind, ended.FinalStatus));

        // All three retries are left.
        var attempt = again;
        foreach (var delay in new[] { 7, 14, 20 })
        {
            await ExitAsync(attempt, 2);
            await ArmedAsync(Scheduler.Now.AddSeconds(delay));
            await AdvanceAsync(delay);
            attempt = await GrantAndLaunchAsync();
        }

        await ExitAsync(attempt, 2);
        Assert.Equal(RunStatus.Failure, Journal.Events<AttemptEnded>()[^1].FinalStatus);
    }

    [Theory]
    [InlineData(Node)]
    [InlineData(OtherNode)]
    public async Task A_tenant_that_starts_again_finds_its_running_attempt(string node)
    {
        await DueAsync(Retried, 0);
        var attempt = await GrantAndLaunchAsync(node);

        await RestartAsync();

        var found = await FoundAgainAsync(attempt, node);
        found.Job.Tell(new AttemptLaunched(attempt.Order.RunId, 1, 77), Worker);
        await AwaitAssertAsync(async () => Assert.Equal(77, Assert.Single((await ViewAsync()).Runs).Pid), Patience);
        await ExitAsync(found);
        Assert.Empty((await ViewAsync()).Runs);
        Assert.Single(Journal.Events<AttemptStarted>());
    }

    [Theory]
    [InlineData(Node)]
    [InlineData(OtherNode)]
    public async Task A_tenant_that_starts_again_gets_the_outcome_that_its_worker_kept(string node)
    {
        await DueAsync(Retried, 0);
        var attempt = await GrantAndLaunchAsync(node);
        await RestartAsync();

        await ExitAsync(await FoundAgainAsync(attempt, node), 2);

        var run = Assert.Single((await ViewAsync()).Runs);
        Assert.Equal((RunStatus.WaitingRetry, At(7)), (run.Status, run.RetryAt!.Value));
    }

    [Fact]
    public async Task An_attempt_that_was_stored_and_not_ordered_starts_when_the_tenant_does()
    {
        await DueAsync(Retried, 0);
        Watch(Tenant);
        Journal.LoseNextAnswer();
        await GrantAsync();
        await ExpectTerminatedAsync(Tenant, Patience);
        Assert.Single(Journal.Events<AttemptStarted>());

        await RestartAsync();

        await ExitAsync(await LaunchAsync());
        var ended = Assert.Single(Journal.Events<AttemptEnded>());
        Assert.Equal((1, RunStatus.Success), (ended.Attempt, ended.FinalStatus));
    }

    [Fact]
    public async Task An_attempt_that_another_node_never_started_is_made_again()
    {
        await DueAsync(Retried, 0);
        var attempt = await GrantAndLaunchAsync(OtherNode);
        await RestartAsync();

        (await FoundAgainAsync(attempt, OtherNode)).Job.Tell(new AttemptUnknown(attempt.Order.RunId, 1), Worker);

        Assert.Equal(2, (await GrantAndLaunchAsync()).Order.Attempt);
        Assert.Equal(AttemptOutcomeKind.Interrupted, Assert.Single(Journal.Events<AttemptEnded>()).Outcome.Kind);
    }

    [Fact]
    public async Task An_attempt_is_interrupted_when_its_node_dies_after_it_was_found_there()
    {
        await DueAsync(Retried, 0);
        var attempt = await GrantAndLaunchAsync(OtherNode);
        await RestartAsync();
        var found = await FoundAgainAsync(attempt, OtherNode);
        found.Job.Tell(new AttemptLaunched(attempt.Order.RunId, 1, 77), Worker);
        await AwaitAssertAsync(async () => Assert.Equal(77, Assert.Single((await ViewAsync()).Runs).Pid), Patience);

        Nodes.Leave(OtherNode);
        await AdvanceAsync(5);

        await UntilAsync(() => Journal.Events<AttemptEnded>().Length == 1, "the end of the attempt");
        Assert.Equal(AttemptOutcomeKind.Interrupted, Journal.Events<AttemptEnded>()[0].Outcome.Kind);
    }

    [Theory]
    [InlineData(Node)]
    [InlineData(OtherNode)]
    public async Task A_question_about_an_attempt_is_asked_again_until_it_is_answered(string node)
    {
        await DueAsync(Retried, 0);
        var attempt = await GrantAndLaunchAsync(node);
        await RestartAsync();
        await FoundAgainAsync(attempt, node);

        await AdvanceAsync(5);

        await FoundAgainAsync(attempt, node);
    }

    [Fact]
    public async Task A_cancel_survives_a_restart()
    {
        await DueAsync(Retried, 0);
        var attempt = await GrantAndLaunchAsync();
        await Tenant.Ask<CancelReply>(new CancelRun("acme", attempt.Order.RunId, "ann", "not today"), Patience);
        await Worker.ExpectMsgAsync<CancelAttempt>(Patience);

        await RestartAsync();

        var attached = await AttachedAsync(attempt);
        Assert.Equal(new CancelAttempt(attempt.Order.RunId, 1), await Worker.ExpectMsgAsync<CancelAttempt>(Patience));
        attached.Job.Tell(new AttemptUnknown(attempt.Order.RunId, 1), Worker);
        await UntilAsync(() => Journal.Events<AttemptEnded>().Length == 1, "the end of the attempt");
        Assert.Equal(RunStatus.Cancelled, Journal.Events<AttemptEnded>()[0].FinalStatus);
    }

    [Fact]
    public async Task An_occurrence_that_was_accepted_before_a_restart_is_not_accepted_again()
    {
        await DueAsync(Spec(), 0);
        await ExitAsync(await GrantAndLaunchAsync());
        await RestartAsync();

        await DueAsync(Spec(), 0);

        Assert.Empty((await ViewAsync()).Runs);
        await NothingIsAskedAsync();
    }

    /// <summary>The next question for the attempt; gives the job actor that asks. The worker of this node is ordered what it may have already.</summary>
    private async Task<Attempt> FoundAgainAsync(Attempt attempt, string node)
    {
        if (node == OtherNode)
            return await AttachedAsync(attempt);
        Assert.Equal(attempt.Order, (await Worker.ExpectMsgAsync<LaunchAttempt>(Patience)).Order);
        return attempt with { Job = Worker.LastSender };
    }

    /// <summary>The next question for an attempt that must not start any more; gives the job actor that asks.</summary>
    private async Task<Attempt> AttachedAsync(Attempt attempt)
    {
        Assert.Equal(new AttachAttempt("acme", attempt.Order.RunId, attempt.Order.Attempt), await Worker.ExpectMsgAsync<AttachAttempt>(Patience));
        return attempt with { Job = Worker.LastSender };
    }
}
