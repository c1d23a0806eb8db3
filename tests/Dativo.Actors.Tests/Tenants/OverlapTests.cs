using Dativo.Actors.Configuration;
using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;
using static Dativo.Actors.Tests.Tenants.TenantScenario;

namespace Dativo.Actors.Tests.Tenants;

public sealed class OverlapTests
{
    private readonly TenantScenario _tenant = new();

    [Fact]
    public void Queue_one_lets_one_wait_and_skips_the_next_ones()
    {
        _tenant.Started(Spec(), 0);

        Assert.IsType<RunQueued>(Assert.Single(_tenant.Due(Spec(), 1)));
        var skipped = Assert.IsType<OccurrencesSkipped>(Assert.Single(_tenant.Due(Spec(), 2, 3)));

        Assert.Equal(SkipReason.Overlap, skipped.Reason);
        Assert.Equal("1 run of the schedule still active, and one already waits (overlap is queue_one)", skipped.Detail);
        Assert.Equal([At(2), At(3)], skipped.Occurrences.Select(occurrence => occurrence.ScheduledFor));
    }

    [Fact]
    public void Queue_one_lets_one_wait_also_when_another_schedule_holds_the_tenant()
    {
        _tenant.Started(Spec("refunds"), 0);

        Assert.Single(_tenant.Due(Spec(), 1).OfType<RunQueued>());
        var skipped = Assert.IsType<OccurrencesSkipped>(Assert.Single(_tenant.Due(Spec(), 2)));
        Assert.Equal("a run of the schedule already waits (overlap is queue_one)", skipped.Detail);
    }

    [Fact]
    public void Queue_one_counts_runs_only_beyond_max_concurrent_runs()
    {
        _tenant.Limits = new TenantLimits { Concurrency = 10 };
        var spec = Spec() with { MaxConcurrentRuns = 2 };
        _tenant.Started(spec, 0);
        _tenant.Started(spec, 1);

        Assert.IsType<RunQueued>(Assert.Single(_tenant.Due(spec, 2)));
        Assert.IsType<OccurrencesSkipped>(Assert.Single(_tenant.Due(spec, 3)));
    }

    [Fact]
    public void A_run_that_waits_for_its_retry_is_still_active()
    {
        var spec = Spec() with { Retry = new RetryPolicy(), Overlap = OverlapPolicy.Skip };
        _tenant.Finish(_tenant.Started(spec, 0), 2);

        Assert.IsType<OccurrencesSkipped>(Assert.Single(_tenant.Due(spec, 1)));
    }

    [Fact]
    public void Queue_all_lets_all_wait()
    {
        var spec = Spec() with { Overlap = OverlapPolicy.QueueAll };
        _tenant.Started(spec, 0);

        Assert.Equal(3, _tenant.Due(spec, 1, 2, 3).OfType<RunQueued>().Count());
    }

    [Fact]
    public void Skip_takes_none_while_one_runs_and_takes_one_again_after_it()
    {
        var spec = Spec() with { Overlap = OverlapPolicy.Skip };
        var run = _tenant.Started(spec, 0);

        var skipped = Assert.IsType<OccurrencesSkipped>(Assert.Single(_tenant.Due(spec, 1)));
        Assert.Equal((SkipReason.Overlap, "1 run of the schedule still active or queued, and overlap is skip"), (skipped.Reason, skipped.Detail));

        _tenant.Finish(run, 0);
        Assert.IsType<RunQueued>(Assert.Single(_tenant.Due(spec, 2)));
    }

    [Theory]
    [InlineData(OverlapPolicy.QueueOne)]
    [InlineData(OverlapPolicy.QueueAll)]
    [InlineData(OverlapPolicy.Skip)]
    [InlineData(OverlapPolicy.CancelRunning)]
    public void Nothing_is_queued_beyond_the_tenants_bound(OverlapPolicy overlap)
    {
        _tenant.Limits = new TenantLimits { MaxQueuedRuns = 2 };
        _tenant.Due(Spec("a"), 0);
        _tenant.Due(Spec("b"), 0);

        var skipped = Assert.Single(_tenant.Due(Spec() with { Overlap = overlap }, 1).OfType<OccurrencesSkipped>());

        Assert.Equal((SkipReason.Overlap, "the tenant's queue is full (2 runs)"), (skipped.Reason, skipped.Detail));
        Assert.Equal(2, _tenant.State.Queue.Count);
    }

    [Fact]
    public void The_bound_holds_within_one_batch_and_for_what_was_missed()
    {
        _tenant.Limits = new TenantLimits { MaxQueuedRuns = 2 };
        var spec = Spec() with { Overlap = OverlapPolicy.QueueAll };

        var events = _tenant.Batch(spec, DueKind.CatchUp, 0, 1, 2, 3);

        Assert.Equal([At(0), At(1)], events.OfType<RunQueued>().Select(queued => queued.ScheduledFor));
        Assert.Equal([At(2), At(3)], Assert.Single(events.OfType<OccurrencesSkipped>()).Occurrences.Select(occurrence => occurrence.ScheduledFor));
    }

    [Fact]
    public void Cancel_running_asks_the_running_run_to_end_and_queues_the_new_one()
    {
        var spec = Spec() with { Overlap = OverlapPolicy.CancelRunning };
        var running = _tenant.Started(spec, 0);

        var events = _tenant.Due(spec, 1);

        Assert.Collection(
            events,
            e =>
            {
                var cancel = Assert.IsType<RunCancelRequested>(e);
                Assert.Equal((running, "overlap: cancel_running"), (cancel.RunId, cancel.By));
                Assert.Equal("superseded by the occurrence of 2026-03-02T10:01:00Z", cancel.Reason);
            },
            e => Assert.Equal(At(1), Assert.IsType<RunQueued>(e).ScheduledFor));
        Assert.Empty(_tenant.Startable());
    }

    [Fact]
    public void Cancel_running_puts_a_newer_occurrence_in_the_place_of_one_that_waits()
    {
        var spec = Spec() with { Overlap = OverlapPolicy.CancelRunning };
        _tenant.Started(spec, 0);
        var waiting = _tenant.Queue(spec, 1);

        var events = _tenant.Due(spec, 2);

        Assert.Collection(
            events,
            e =>
            {
                var ended = Assert.IsType<RunEnded>(e);
                Assert.Equal((waiting, RunStatus.Skipped, "superseded"), (ended.RunId, ended.Status, ended.Reason));
                Assert.Equal("superseded by the occurrence of 2026-03-02T10:02:00Z", ended.Detail);
            },
            e => Assert.IsType<RunQueued>(e));
        Assert.Single(_tenant.State.Queue);
    }

    [Fact]
    public void Cancel_running_ends_a_run_that_waits_for_its_retry_at_once()
    {
        var spec = Spec() with { Overlap = OverlapPolicy.CancelRunning, Retry = new RetryPolicy() };
        var run = _tenant.Started(spec, 0);
        _tenant.Finish(run, 2);

        var events = _tenant.Due(spec, 1);

        var ended = Assert.IsType<RunEnded>(events[0]);
        Assert.Equal((run, RunStatus.Cancelled), (ended.RunId, ended.Status));
        Assert.Equal(Assert.IsType<RunQueued>(events[1]).RunId, Assert.Single(_tenant.Startable()));
    }

    [Fact]
    public void Cancel_running_cancels_the_run_that_started_first_and_no_more_than_needed()
    {
        _tenant.Limits = new TenantLimits { Concurrency = 5 };
        var spec = Spec() with { Overlap = OverlapPolicy.CancelRunning, MaxConcurrentRuns = 2 };
        var first = _tenant.Started(spec, 0);
        _tenant.Started(spec, 1);

        Assert.Equal(first, Assert.Single(_tenant.Due(spec, 2).OfType<RunCancelRequested>()).RunId);
        Assert.Empty(_tenant.Due(spec, 3).OfType<RunCancelRequested>());
    }

    [Fact]
    public void Cancel_running_leaves_what_waits_alone_while_max_concurrent_runs_are_not_reached()
    {
        _tenant.Started(Spec("refunds"), 0);
        var spec = Spec() with { Overlap = OverlapPolicy.CancelRunning, MaxConcurrentRuns = 2 };
        var first = _tenant.Queue(spec, 1);

        Assert.IsType<RunQueued>(Assert.Single(_tenant.Due(spec, 2)));

        // The third one is too many by one: only the oldest makes way.
        Assert.Equal(first, Assert.Single(_tenant.Due(spec, 3).OfType<RunEnded>()).RunId);
        Assert.Equal([At(2), At(3)], _tenant.State.Queue.Select(place => place.ScheduledFor));
    }

    [Fact]
    public void Cancel_running_takes_the_place_of_its_own_waiting_run_in_a_full_queue()
    {
        _tenant.Limits = new TenantLimits { MaxQueuedRuns = 1 };
        var spec = Spec() with { Overlap = OverlapPolicy.CancelRunning };
        _tenant.Started(spec, 0);
        var waiting = _tenant.Queue(spec, 1);

        var events = _tenant.Due(spec, 2);

        Assert.Equal(waiting, Assert.Single(events.OfType<RunEnded>()).RunId);
        Assert.Equal(At(2), Assert.Single(_tenant.State.Queue).ScheduledFor);
    }

    [Fact]
    public void Cancel_running_cancels_nothing_for_an_occurrence_that_a_full_queue_skips()
    {
        _tenant.Limits = new TenantLimits { MaxQueuedRuns = 1 };
        var spec = Spec() with { Overlap = OverlapPolicy.CancelRunning };
        _tenant.Started(spec, 0);
        _tenant.Due(Spec("refunds"), 1);

        Assert.IsType<OccurrencesSkipped>(Assert.Single(_tenant.Due(spec, 2)));
    }

    [Fact]
    public void Cancel_running_does_not_take_a_manual_runs_place()
    {
        var spec = Spec() with { Overlap = OverlapPolicy.CancelRunning };
        _tenant.Started(spec, 0);
        _tenant.Trigger(spec, out _);

        Assert.Empty(_tenant.Due(spec, 1).OfType<RunEnded>());
        Assert.Equal(2, _tenant.State.Queue.Count);
    }

    [Fact]
    public void Cancel_running_leaves_other_schedules_alone()
    {
        _tenant.Limits = new TenantLimits { Concurrency = 2 };
        var spec = Spec() with { Overlap = OverlapPolicy.CancelRunning };
        _tenant.Started(Spec("refunds"), 0);
        var running = _tenant.Started(spec, 0);
        _tenant.Due(Spec("refunds"), 1);

        Assert.Equal(running, Assert.Single(_tenant.Due(spec, 2).OfType<RunCancelRequested>()).RunId);
        Assert.DoesNotContain(_tenant.Due(spec, 3).OfType<RunEnded>(), ended => ended.Status == RunStatus.Cancelled);
        Assert.Equal(["refunds", "orders"], _tenant.State.Queue.Select(place => _tenant.State.Runs[place.RunId].Schedule));
    }
}
