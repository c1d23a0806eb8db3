using Dativo.Actors.Configuration;
using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;
using static Dativo.Actors.Tests.Tenants.TenantScenario;

namespace Dativo.Actors.Tests.Tenants;

/// <summary>Who may run now: the tenant's and the schedules' limits, the order, and runs that wait for a retry.</summary>
public sealed class PlaceTests
{
    private readonly TenantScenario _tenant = new();

    [Fact]
    public void One_run_at_a_time_by_default()
    {
        var first = _tenant.Queue(Spec("a"), 0);
        var second = _tenant.Queue(Spec("b"), 0);

        Assert.Equal([first], _tenant.Startable());
        _tenant.Start(first);
        Assert.Empty(_tenant.Startable());
        _tenant.Finish(first, 0);
        Assert.Equal([second], _tenant.Startable());
    }

    [Fact]
    public void A_run_that_was_given_a_place_holds_it_before_it_starts()
    {
        _tenant.Limits = new TenantLimits { Concurrency = 2 };
        var spec = Spec() with { Overlap = OverlapPolicy.QueueAll };
        var placed = _tenant.Queue(spec, 0);
        var sameSchedule = _tenant.Queue(spec, 1);
        var other = _tenant.Queue(Spec("refunds"), 2);
        Assert.Equal([placed, other], _tenant.Startable());

        _tenant.Places.Add(placed);
        Assert.Equal([other], _tenant.Startable());
        _tenant.Places.Add(other);
        Assert.Empty(_tenant.Startable());

        _tenant.Start(placed);
        Assert.Empty(_tenant.Startable());
        _tenant.Places.Remove(placed);
        _tenant.Finish(placed, 0);
        Assert.Equal([sameSchedule], _tenant.Startable());
    }

    [Fact]
    public void The_place_of_a_run_that_ended_is_free()
    {
        var placed = _tenant.Queue(Spec("a"), 0);
        var next = _tenant.Queue(Spec("b"), 1);
        _tenant.Places.Add(placed);
        _tenant.Cancel(placed);

        Assert.Equal([next], _tenant.Startable());
    }

    [Fact]
    public void Priority_goes_before_time_and_time_before_arrival()
    {
        _tenant.Limits = new TenantLimits { Concurrency = 10 };
        var late = _tenant.Queue(Spec("late"), 5);
        var early = _tenant.Queue(Spec("early"), 1);
        var low = _tenant.Queue(Spec("low") with { Priority = -1 }, 0);
        var high = _tenant.Queue(Spec("high") with { Priority = 1 }, 9);

        Assert.Equal([high, early, late, low], _tenant.Startable());
    }

    [Fact]
    public void A_tenant_takes_as_many_as_it_has_places_and_in_order()
    {
        _tenant.Limits = new TenantLimits { Concurrency = 2 };
        var runs = new[] { "a", "b", "c" }.Select((name, minute) => _tenant.Queue(Spec(name), minute)).ToArray();

        Assert.Equal(runs[..2], _tenant.Startable());
    }

    [Fact]
    public void A_schedule_takes_no_more_than_its_own_limit_and_lets_later_ones_pass()
    {
        _tenant.Limits = new TenantLimits { Concurrency = 10 };
        var spec = Spec() with { Overlap = OverlapPolicy.QueueAll, MaxConcurrentRuns = 2 };
        var runs = new[] { 0, 1, 2 }.Select(minute => _tenant.Queue(spec, minute)).ToArray();
        var other = _tenant.Queue(Spec("refunds"), 9);

        Assert.Equal([runs[0], runs[1], other], _tenant.Startable());
        _tenant.Start(runs[0]);
        Assert.Equal([runs[1], other], _tenant.Startable());
    }

    [Fact]
    public void The_newest_definitions_limit_holds_for_runs_accepted_before_it()
    {
        _tenant.Limits = new TenantLimits { Concurrency = 10 };
        var spec = Spec() with { Overlap = OverlapPolicy.QueueAll, MaxConcurrentRuns = 3 };
        _tenant.Due(spec, 0, 1, 2);
        _tenant.Due(spec with { MaxConcurrentRuns = 1 }, 3);

        Assert.Single(_tenant.Startable());
    }

    [Fact]
    public void A_run_that_waits_for_its_retry_holds_the_tenant()
    {
        var run = Waiting("orders", 0);
        var next = _tenant.Queue(Spec("refunds"), 1);

        Assert.Empty(_tenant.Startable());
        Assert.True(_tenant.MayRetry(run));
        _tenant.Start(run);
        _tenant.Finish(run, 0);
        Assert.Equal([next], _tenant.Startable());
    }

    [Fact]
    public void With_retry_holds_tenant_false_others_run_while_one_waits_and_it_goes_on_when_there_is_room()
    {
        _tenant.Limits = new TenantLimits { RetryHoldsTenant = false };
        var waiting = Waiting("orders", 0);
        var other = _tenant.Queue(Spec("refunds"), 1);

        Assert.Equal([other], _tenant.Startable());
        Assert.True(_tenant.MayRetry(waiting));

        _tenant.Places.Add(other);
        Assert.False(_tenant.MayRetry(waiting));
        _tenant.Start(other);
        _tenant.Places.Remove(other);
        Assert.False(_tenant.MayRetry(waiting));

        _tenant.Finish(other, 0);
        Assert.True(_tenant.MayRetry(waiting));
    }

    [Fact]
    public void With_retry_holds_tenant_false_a_waiting_run_still_counts_for_its_own_schedule()
    {
        _tenant.Limits = new TenantLimits { RetryHoldsTenant = false, Concurrency = 5 };
        Waiting("orders", 0);
        _tenant.Due(Spec(), 1);

        Assert.Single(_tenant.State.Queue);
        Assert.Empty(_tenant.Startable());
    }

    [Fact]
    public void A_retry_that_was_given_a_place_holds_it()
    {
        _tenant.Limits = new TenantLimits { RetryHoldsTenant = false };
        var waiting = Waiting("orders", 0);
        _tenant.Due(Spec("refunds"), 1);
        _tenant.Places.Add(waiting);

        Assert.Empty(_tenant.Startable());
    }

    [Fact]
    public void Only_a_run_that_waits_for_a_retry_may_retry()
    {
        var queued = _tenant.Queue(Spec(), 0);

        Assert.False(_tenant.MayRetry(queued));
        _tenant.Start(queued);
        Assert.False(_tenant.MayRetry(queued));
        _tenant.Finish(queued, 0);
        Assert.False(_tenant.MayRetry(queued));
    }

    [Fact]
    public void After_the_tenants_limit_was_lowered_the_runs_that_started_first_go_on_first()
    {
        _tenant.Limits = new TenantLimits { Concurrency = 2 };
        var first = Waiting("a", 0);
        var second = Waiting("b", 0);
        Lower(new TenantLimits { Concurrency = 1 });

        Assert.False(_tenant.MayRetry(second));
        Assert.True(_tenant.MayRetry(first));
        _tenant.Start(first);
        _tenant.Finish(first, 2);
        Assert.False(_tenant.MayRetry(second));
        _tenant.Start(first);
        _tenant.Finish(first, 0);
        Assert.True(_tenant.MayRetry(second));
    }

    [Fact]
    public void A_retry_waits_for_the_running_one_after_the_tenants_limit_was_lowered()
    {
        _tenant.Limits = new TenantLimits { Concurrency = 2 };
        var waiting = Waiting("a", 0);
        var running = _tenant.Started(Spec("b"), 0);
        Lower(new TenantLimits { Concurrency = 1 });

        Assert.False(_tenant.MayRetry(waiting));
        _tenant.Finish(running, 0);
        Assert.True(_tenant.MayRetry(waiting));
    }

    [Fact]
    public void A_retry_waits_for_the_running_one_when_a_waiting_retry_holds_the_tenant_from_now_on()
    {
        _tenant.Limits = new TenantLimits { RetryHoldsTenant = false };
        var waiting = Waiting("a", 0);
        var running = _tenant.Started(Spec("b"), 0);
        Lower(new TenantLimits());

        Assert.False(_tenant.MayRetry(waiting));
        _tenant.Finish(running, 0);
        Assert.True(_tenant.MayRetry(waiting));
    }

    [Fact]
    public void A_retry_waits_for_its_schedules_running_one_after_the_schedules_limit_was_lowered()
    {
        _tenant.Limits = new TenantLimits { Concurrency = 5 };
        var spec = Spec() with { MaxConcurrentRuns = 2, Retry = new RetryPolicy() };
        var waiting = _tenant.Started(spec, 0);
        var running = _tenant.Started(spec, 1);
        _tenant.Finish(waiting, 2);
        _tenant.Due(spec with { MaxConcurrentRuns = 1 }, 2);

        Assert.False(_tenant.MayRetry(waiting));
        _tenant.Finish(running, 0);
        Assert.True(_tenant.MayRetry(waiting));
    }

    [Fact]
    public void A_slot_that_comes_after_the_tenants_limit_was_lowered_starts_nothing_until_there_is_room()
    {
        _tenant.Limits = new TenantLimits { Concurrency = 2 };
        var running = _tenant.Started(Spec("a"), 0);
        var placed = _tenant.Queue(Spec("b"), 0);
        _tenant.Places.Add(placed);
        Lower(new TenantLimits { Concurrency = 1 });

        Assert.Empty(_tenant.TryStart(placed));
        _tenant.Finish(running, 0);
        Assert.Equal(placed, _tenant.Start(placed).RunId);
    }

    [Fact]
    public void A_slot_that_comes_after_the_schedules_limit_was_lowered_starts_nothing_until_there_is_room()
    {
        _tenant.Limits = new TenantLimits { Concurrency = 5 };
        var spec = Spec() with { MaxConcurrentRuns = 2 };
        var running = _tenant.Started(spec, 0);
        var placed = _tenant.Queue(spec, 1);
        _tenant.Places.Add(placed);
        _tenant.Due(spec with { MaxConcurrentRuns = 1 }, 2);
        _tenant.Batch(spec with { MaxConcurrentRuns = 1 }, DueKind.Missed, 3);

        Assert.Empty(_tenant.TryStart(placed));
        _tenant.Finish(running, 0);
        Assert.Equal(placed, _tenant.Start(placed).RunId);
    }

    private Guid Waiting(string schedule, int minute)
    {
        var run = _tenant.Started(Spec(schedule) with { Retry = new RetryPolicy() }, minute);
        _tenant.Finish(run, 2);
        Assert.Equal(RunStatus.WaitingRetry, _tenant.State.Runs[run].Status);
        return run;
    }

    private void Lower(TenantLimits limits)
    {
        _tenant.Limits = limits;
        _tenant.Due(Spec());
        Assert.Equal(limits, _tenant.State.Limits);
    }
}
