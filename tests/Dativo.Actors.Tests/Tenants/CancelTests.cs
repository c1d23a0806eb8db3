using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;
using static Dativo.Actors.Tests.Tenants.TenantScenario;

namespace Dativo.Actors.Tests.Tenants;

public sealed class CancelTests
{
    private readonly TenantScenario _tenant = new();

    [Fact]
    public void A_queued_run_ends_at_once()
    {
        var run = _tenant.Queue(Spec(), 0);

        AssertEndedAtOnce(run);
        Assert.Equal(0, _tenant.State.ScheduleOf("orders").Queued);
        Assert.Empty(_tenant.State.Queue);
    }

    [Fact]
    public void A_run_that_waits_for_its_retry_ends_at_once_and_frees_its_place()
    {
        var run = _tenant.Started(Spec() with { Retry = new RetryPolicy() }, 0);
        _tenant.Finish(run, 2);
        var next = _tenant.Queue(Spec("refunds"), 1);

        AssertEndedAtOnce(run);
        Assert.Equal([next], _tenant.Startable());
        Assert.False(_tenant.MayRetry(run));
        Assert.Empty(_tenant.TryStart(run));
    }

    [Fact]
    public void A_running_run_is_asked_to_end_once_and_holds_its_place_until_it_has()
    {
        var run = _tenant.Started(Spec(), 0);
        _tenant.Due(Spec("refunds"), 1);

        Assert.Equal(new RunCancelRequested(run, "ann", "not today", _tenant.Now), Assert.Single(_tenant.Cancel(run)));
        Assert.Empty(_tenant.Cancel(run, "bob"));
        Assert.Equal(new CancelRequest("ann", "not today"), _tenant.State.Runs[run].CancelRequested);
        Assert.Empty(_tenant.Startable());

        Assert.Equal(RunStatus.Cancelled, _tenant.Finish(run, AttemptOutcomeKind.Cancelled).FinalStatus);
        Assert.Single(_tenant.Startable());
    }

    [Theory]
    [InlineData(AttemptOutcomeKind.Exited, 2, RunStatus.Cancelled)]
    [InlineData(AttemptOutcomeKind.Exited, 1, RunStatus.Cancelled)]
    [InlineData(AttemptOutcomeKind.Exited, null, RunStatus.Cancelled)]
    [InlineData(AttemptOutcomeKind.StartFailed, null, RunStatus.Cancelled)]
    [InlineData(AttemptOutcomeKind.Interrupted, null, RunStatus.Cancelled)]
    [InlineData(AttemptOutcomeKind.Exited, 0, RunStatus.Success)]
    [InlineData(AttemptOutcomeKind.TimedOut, null, RunStatus.TimedOut)]
    public void A_run_that_is_to_end_gets_no_further_attempt(AttemptOutcomeKind kind, int? exitCode, RunStatus status)
    {
        var run = _tenant.Started(Spec() with { Retry = new RetryPolicy() }, 0);
        _tenant.Cancel(run);

        var ended = _tenant.Finish(run, new AttemptOutcome { Kind = kind, ExitCode = exitCode });

        Assert.Equal((status, null), (ended.FinalStatus, ended.RetryAt));
        Assert.Empty(_tenant.State.Runs);
    }

    [Fact]
    public void A_run_that_ended_or_never_was_gives_nothing()
    {
        var run = _tenant.Started(Spec(), 0);
        _tenant.Finish(run, 0);

        Assert.Empty(_tenant.Cancel(run));
        Assert.Empty(_tenant.Cancel(Guid.NewGuid()));
    }

    private void AssertEndedAtOnce(Guid run)
    {
        var ended = Assert.IsType<RunEnded>(Assert.Single(_tenant.Cancel(run)));

        Assert.Equal((run, RunStatus.Cancelled, "cancelled", "cancelled by ann: not today"), (ended.RunId, ended.Status, ended.Reason, ended.Detail));
        Assert.False(_tenant.State.Runs.ContainsKey(run));
        Assert.Empty(_tenant.Cancel(run));
    }
}
