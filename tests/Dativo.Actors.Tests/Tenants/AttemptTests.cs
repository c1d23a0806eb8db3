using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;
using static Dativo.Actors.Tests.Tenants.TenantScenario;

namespace Dativo.Actors.Tests.Tenants;

public sealed class AttemptTests
{
    private static readonly JobSpec Retried = Spec() with
    {
        Retry = new RetryPolicy { MaxRetries = 2, InitialDelay = TimeSpan.FromSeconds(10), MaxDelay = TimeSpan.FromSeconds(15) },
    };

    private readonly TenantScenario _tenant = new();

    [Fact]
    public void An_attempt_is_recorded_with_its_number_token_node_and_time()
    {
        var run = _tenant.Queue(Spec(), 0);
        _tenant.Now = At(1);

        var started = _tenant.Start(run);

        Assert.Equal(new AttemptStarted { RunId = run, Attempt = 1, FencingToken = 1, Node = Node, At = At(1) }, started);
        var state = _tenant.State.Runs[run];
        Assert.Equal((RunStatus.Running, 1, 1L, Node, At(1)), (state.Status, state.Attempt, state.FencingToken, state.Node, state.AttemptStartedAt!.Value));
        Assert.Equal(run, Assert.Single(_tenant.State.Active));
        Assert.Empty(_tenant.State.Queue);
    }

    [Fact]
    public void Fencing_tokens_grow_over_all_attempts_of_the_tenant()
    {
        _tenant.Limits = new TenantLimits { Concurrency = 2 };
        var first = _tenant.Queue(Retried, 0);
        var tokens = new List<long> { _tenant.Start(first).FencingToken };
        _tenant.Finish(first, 2);
        tokens.Add(_tenant.Start(_tenant.Queue(Spec("refunds"), 0)).FencingToken);
        tokens.Add(_tenant.Start(first).FencingToken);
        _tenant.Finish(first, AttemptOutcomeKind.Interrupted);
        tokens.Add(_tenant.Start(first).FencingToken);

        Assert.Equal([1, 2, 3, 4], tokens);
    }

    [Fact]
    public void A_start_that_comes_again_gives_nothing()
    {
        var run = _tenant.Started(Spec(), 0);

        Assert.Empty(_tenant.TryStart(run));
    }

    [Fact]
    public void A_run_that_ended_or_never_was_does_not_start()
    {
        var run = _tenant.Queue(Spec(), 0);
        _tenant.Cancel(run);

        Assert.Empty(_tenant.TryStart(run));
        Assert.Empty(_tenant.TryStart(Guid.NewGuid()));
    }

    [Fact]
    public void Exit_code_0_is_success()
    {
        var ended = _tenant.Finish(_tenant.Started(Retried, 0), 0);

        Assert.Equal((RunStatus.Success, null, null), (ended.FinalStatus, ended.Reason, ended.RetryAt));
        Assert.Empty(_tenant.State.Runs);
        Assert.Empty(_tenant.State.Active);
        Assert.Equal(0, _tenant.State.ScheduleOf("orders").Active);
    }

    [Theory]
    [InlineData(1, RunStatus.Partial)]
    [InlineData(2, RunStatus.Failure)]
    [InlineData(3, RunStatus.Failure)]
    [InlineData(137, RunStatus.Failure)]
    public void Without_retries_1_is_partial_and_every_other_code_a_failure(int exitCode, RunStatus status)
    {
        var ended = _tenant.Finish(_tenant.Started(Spec(), 0), exitCode);

        Assert.Equal((status, "exit_code", null), (ended.FinalStatus, ended.Reason, ended.RetryAt));
    }

    [Fact]
    public void An_exit_without_a_code_is_a_failure() =>
        Assert.Equal(RunStatus.Failure, _tenant.Finish(_tenant.Started(Retried, 0), AttemptOutcomeKind.Exited).FinalStatus);

    [Fact]
    public void A_retryable_failure_waits_its_delay_and_ends_when_the_retries_are_used_up()
    {
        var run = _tenant.Started(Retried, 0);
        _tenant.Now = At(1);
        var first = _tenant.Finish(run, 2);
        Assert.Equal((null, "exit_code", At(1).AddSeconds(10)), (first.FinalStatus, first.Reason, first.RetryAt));
        Assert.Equal((RunStatus.WaitingRetry, 1, null, first.RetryAt), Waiting(run));

        _tenant.Now = first.RetryAt!.Value;
        Assert.Equal(2, _tenant.Start(run).Attempt);
        Assert.Null(_tenant.State.Runs[run].RetryAt);
        var second = _tenant.Finish(run, 1);
        Assert.Equal(_tenant.Now.AddSeconds(15), second.RetryAt);

        _tenant.Start(run);
        var third = _tenant.Finish(run, 1);
        Assert.Equal((RunStatus.Partial, null), (third.FinalStatus, third.RetryAt));
    }

    [Fact]
    public void Error_text_that_no_pattern_matches_ends_the_run()
    {
        var spec = Retried with { Retry = Retried.Retry with { RetryableErrorPatterns = ["timeout"] } };

        Assert.Null(_tenant.Finish(_tenant.Started(spec, 0), 2, "Timeout after 30 s").FinalStatus);
        Assert.Equal(RunStatus.Failure, _tenant.Finish(_tenant.State.Active.Select(Restarted).Single(), 2, "denied").FinalStatus);

        Guid Restarted(Guid run)
        {
            _tenant.Start(run);
            return run;
        }
    }

    [Fact]
    public void An_interrupted_attempt_is_made_again_at_once_and_uses_no_retry()
    {
        var run = _tenant.Started(Retried, 0);
        for (var i = 0; i < 5; i++)
        {
            _tenant.Now = At(i);
            var ended = _tenant.Finish(run, AttemptOutcomeKind.Interrupted);
            Assert.Equal((null, "interrupted", At(i)), (ended.FinalStatus, ended.Reason, ended.RetryAt));
            Assert.Equal(0, _tenant.State.Runs[run].RetriesUsed);
            Assert.Equal(i + 2, _tenant.Start(run).Attempt);
        }

        Assert.Equal(_tenant.Now.AddSeconds(10), _tenant.Finish(run, 2).RetryAt);
    }

    [Fact]
    public void A_run_without_retries_is_made_again_after_an_interruption() =>
        Assert.NotNull(_tenant.Finish(_tenant.Started(Spec(), 0), AttemptOutcomeKind.Interrupted).RetryAt);

    [Theory]
    [InlineData(AttemptOutcomeKind.TimedOut, RunStatus.TimedOut, "timeout")]
    [InlineData(AttemptOutcomeKind.StartFailed, RunStatus.Failure, "start_failed")]
    [InlineData(AttemptOutcomeKind.Cancelled, RunStatus.Cancelled, "cancelled")]
    public void What_took_too_long_could_not_start_or_was_cancelled_is_not_tried_again(AttemptOutcomeKind kind, RunStatus status, string reason)
    {
        var ended = _tenant.Finish(_tenant.Started(Retried, 0), kind);

        Assert.Equal((status, reason, null), (ended.FinalStatus, ended.Reason, ended.RetryAt));
    }

    [Fact]
    public void An_outcome_that_comes_again_gives_nothing()
    {
        var run = _tenant.Started(Retried, 0);
        _tenant.Finish(run, 2);

        Assert.Empty(_tenant.TryFinish(run, 1, Exited(2)));
        _tenant.Start(run);
        _tenant.Finish(run, 0);
        Assert.Empty(_tenant.TryFinish(run, 2, Exited(0)));
    }

    [Fact]
    public void A_late_outcome_of_an_older_attempt_does_not_end_the_newer_one()
    {
        var run = _tenant.Started(Retried, 0);
        _tenant.Finish(run, AttemptOutcomeKind.Interrupted);
        _tenant.Start(run);

        Assert.Empty(_tenant.TryFinish(run, 1, Exited(0)));
        Assert.Equal(RunStatus.Running, _tenant.State.Runs[run].Status);
    }

    [Fact]
    public void An_outcome_before_any_attempt_gives_nothing() =>
        Assert.Empty(_tenant.TryFinish(_tenant.Queue(Spec(), 0), 0, Exited(0)));

    [Fact]
    public void A_run_keeps_the_retries_it_was_accepted_with()
    {
        var run = _tenant.Started(Retried, 0);
        _tenant.Batch(Spec(), DueKind.Missed, 1);

        Assert.NotNull(_tenant.Finish(run, 2).RetryAt);
    }

    private (RunStatus Status, int RetriesUsed, string? Node, DateTimeOffset? RetryAt) Waiting(Guid id)
    {
        var run = _tenant.State.Runs[id];
        return (run.Status, run.RetriesUsed, run.Node, run.RetryAt);
    }
}
