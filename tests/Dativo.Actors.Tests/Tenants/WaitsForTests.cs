using Dativo.Actors.Configuration;
using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;
using Dativo.Actors.Workers;
using static Dativo.Actors.Tests.Tenants.TenantScenario;

namespace Dativo.Actors.Tests.Tenants;

public sealed class WaitsForTests
{
    private readonly TenantScenario _tenant = new();

    [Fact]
    public void A_running_run_waits_for_nothing() => Assert.Null(_tenant.WaitsFor(_tenant.Started(Spec(), 0)));

    [Fact]
    public void A_run_with_a_place_waits_for_a_slot()
    {
        var run = _tenant.Queue(Spec(), 0);
        _tenant.Places.Add(run);

        Assert.Equal("a free worker slot", _tenant.WaitsFor(run));
    }

    [Theory]
    [InlineData(24, 24, 3, 13, "a free worker slot (24 of 24 in use on 3 workers, 12 other runs wait)")]
    [InlineData(4, 4, 1, 2, "a free worker slot (4 of 4 in use on 1 worker, 1 other run waits)")]
    [InlineData(4, 4, 1, 0, "a free worker slot (4 of 4 in use on 1 worker, no other run waits)")]
    public void A_run_with_a_place_says_how_full_the_workers_are(int inUse, int slots, int workers, int waiting, string words)
    {
        var run = _tenant.Queue(Spec(), 0);
        _tenant.Places.Add(run);

        Assert.Equal(words, TenantDecisions.WaitsFor(_tenant.State, _tenant.State.Runs[run], _tenant.Places, new SlotOverview(inUse, slots, workers, waiting)));
    }

    [Fact]
    public void A_waiting_retry_says_when_it_is_due_and_then_waits_for_a_slot()
    {
        var run = _tenant.Started(Spec() with { Retry = new RetryPolicy() }, 0);
        _tenant.Finish(run, 2);

        Assert.Equal("its retry, due 2026-03-02T10:00:05.000Z", _tenant.WaitsFor(run));
        _tenant.Places.Add(run);
        Assert.Equal("a free worker slot", _tenant.WaitsFor(run));
    }

    [Fact]
    public void A_run_names_the_run_of_its_schedule_that_it_waits_for()
    {
        var running = _tenant.Started(Spec(), 0);

        Assert.Equal($"run {running} of the same schedule (max_concurrent_runs 1)", _tenant.WaitsFor(_tenant.Queue(Spec(), 1)));
    }

    [Fact]
    public void A_run_names_the_run_that_holds_the_tenant()
    {
        var running = _tenant.Started(Spec("refunds"), 0);

        Assert.Equal($"run {running} of schedule refunds, which holds the tenant (concurrency 1)", _tenant.WaitsFor(_tenant.Queue(Spec(), 1)));
    }

    [Fact]
    public void A_run_names_the_retry_that_holds_the_tenant()
    {
        var waiting = _tenant.Started(Spec("refunds") with { Retry = new RetryPolicy() }, 0);
        _tenant.Finish(waiting, 2);

        Assert.Equal(
            $"run {waiting} of schedule refunds, which waits for its retry and holds the tenant (concurrency 1)",
            _tenant.WaitsFor(_tenant.Queue(Spec(), 1)));
    }

    [Fact]
    public void A_retry_that_does_not_hold_the_tenant_is_not_named()
    {
        _tenant.Limits = new TenantLimits { RetryHoldsTenant = false };
        _tenant.Finish(_tenant.Started(Spec("refunds") with { Retry = new RetryPolicy() }, 0), 2);
        _tenant.Places.Add(_tenant.Queue(Spec("customers"), 1));

        Assert.Equal("an earlier run of the tenant's queue", _tenant.WaitsFor(_tenant.Queue(Spec(), 2)));
    }

    [Fact]
    public void A_run_behind_others_that_have_not_started_waits_for_its_turn()
    {
        _tenant.Places.Add(_tenant.Queue(Spec("refunds"), 0));

        Assert.Equal("an earlier run of the tenant's queue", _tenant.WaitsFor(_tenant.Queue(Spec() with { Overlap = OverlapPolicy.QueueAll }, 1)));
    }
}
