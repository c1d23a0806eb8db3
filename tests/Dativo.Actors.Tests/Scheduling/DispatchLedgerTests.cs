using System.Collections.Immutable;
using CsCheck;
using Dativo.Actors.Jobs;
using Dativo.Actors.Scheduling;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Tests.Scheduling;

public sealed class DispatchLedgerTests
{
    private static readonly DateTimeOffset Ten = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private readonly DispatchLedger _ledger = new();

    [Fact]
    public void What_is_due_for_a_tenant_in_one_tick_is_one_batch()
    {
        var batches = Tick(1, ("acme", "orders"), ("globex", "visits"), ("acme", "refunds"));

        Assert.Equal([("acme", "orders,refunds"), ("globex", "visits")], batches.Select(Summary).Order());
        Assert.Equal(2, _ledger.UnderWay);
        Assert.Equal(2, batches.Select(batch => batch.BatchId).Distinct().Count());
    }

    [Fact]
    public void A_tenant_has_one_batch_under_way()
    {
        var first = Assert.Single(Tick(1, ("acme", "orders")));
        Assert.Empty(Tick(2, ("acme", "refunds")));
        Assert.Empty(Tick(3, ("acme", "orders")));

        var next = Acknowledge(first, 4)!;

        Assert.Equal(("acme", "refunds,orders"), Summary(next));
        Assert.Null(Acknowledge(next, 5));
        Assert.Equal(0, _ledger.UnderWay);
    }

    [Fact]
    public void A_later_batch_has_the_newest_limits()
    {
        var first = Assert.Single(Tick(1, ("acme", "orders")));
        _ledger.BeginTick(At(2));
        _ledger.Add("acme", new TenantLimits { Concurrency = 9 }, Due("orders"));
        _ledger.EndTick(At(2));

        Assert.Equal(1, first.Limits.Concurrency);
        Assert.Equal(9, Acknowledge(first, 3)!.Limits.Concurrency);
    }

    [Fact]
    public void The_watermark_is_the_newest_tick_before_which_nothing_is_open()
    {
        var acme = Assert.Single(Tick(1, ("acme", "orders")));
        var globex = Assert.Single(Tick(2, ("globex", "visits")));
        Tick(3, ("acme", "orders"));
        Tick(4);
        Assert.Null(_ledger.Settled);

        Acknowledge(globex, 5);
        Assert.Null(_ledger.Settled);

        var second = Acknowledge(acme, 6)!;
        Assert.Equal(At(2), _ledger.Settled);

        Acknowledge(second, 7);
        Assert.Equal(At(3), _ledger.Settled);
    }

    [Fact]
    public void A_batch_is_overdue_from_when_it_was_last_sent()
    {
        var batch = Assert.Single(Tick(1, ("acme", "orders")));

        Assert.Empty(_ledger.Overdue(At(1), At(6)));
        Assert.Same(batch, Assert.Single(_ledger.Overdue(At(1.5), At(6.5))).Batch);
        Assert.Empty(_ledger.Overdue(At(6), At(11)));
        Assert.Same(batch, Assert.Single(_ledger.Overdue(At(7), At(12))).Batch);
        Acknowledge(batch, 13);
        Assert.Empty(_ledger.Overdue(At(100), At(105)));
    }

    [Fact]
    public void An_acknowledgement_of_anything_else_changes_nothing()
    {
        var batch = Assert.Single(Tick(1, ("acme", "orders")));

        Assert.Null(_ledger.Acknowledge(new RunDueAck("acme", batch.BatchId + 1), At(2), out _));
        Assert.Null(_ledger.Acknowledge(new RunDueAck("globex", batch.BatchId), At(2), out _));
        Assert.Equal(1, _ledger.UnderWay);
        Assert.Null(_ledger.Settled);
    }

    [Fact]
    public void A_backlog_is_had_until_it_is_acknowledged()
    {
        var backlog = new Backlog(At(0), At(10), Paused: true);
        _ledger.BeginTick(At(10));
        _ledger.Add("acme", new TenantLimits(), Due("orders"), backlog);
        var batch = Assert.Single(_ledger.EndTick(At(10)));
        Assert.True(_ledger.Has("orders", backlog));
        Assert.False(_ledger.Has("orders", backlog with { Until = At(20) }));
        Assert.False(_ledger.Has("refunds", backlog));

        _ledger.Acknowledge(new RunDueAck("acme", batch.BatchId), At(11), out var backlogs);

        Assert.Equal([KeyValuePair.Create("orders", backlog)], backlogs.ToArray());
        Assert.False(_ledger.Has("orders", backlog));
    }

    [Fact]
    public void A_backlog_that_grew_while_it_was_under_way_comes_again_before_anything_newer()
    {
        var backlog = new Backlog(At(0), At(10), Paused: false);
        var grown = backlog with { Until = At(20) };
        _ledger.BeginTick(At(10));
        _ledger.Add("acme", new TenantLimits(), Due("orders"), backlog);
        var first = Assert.Single(_ledger.EndTick(At(10)));
        _ledger.BeginTick(At(20));
        _ledger.Add("acme", new TenantLimits(), Due("orders"), grown);
        Assert.Empty(_ledger.EndTick(At(20)));
        Tick(21, ("acme", "refunds"));

        var second = _ledger.Acknowledge(new RunDueAck("acme", first.BatchId), At(22), out var backlogs)!;

        Assert.Equal([KeyValuePair.Create("orders", backlog)], backlogs.ToArray());
        Assert.True(_ledger.Has("orders", grown));
        Assert.Equal(("acme", "orders,refunds"), Summary(second));
        _ledger.Acknowledge(new RunDueAck("acme", second.BatchId), At(23), out backlogs);
        Assert.Equal([KeyValuePair.Create("orders", grown)], backlogs.ToArray());
        Assert.False(_ledger.Has("orders", grown));
    }

    [Fact]
    public void Without_a_tick_nothing_can_be_added() =>
        Assert.Throws<InvalidOperationException>(() => _ledger.Add("acme", new TenantLimits(), Due("orders")));

    /// <summary>
    /// Whatever order ticks and acknowledgements come in: each tenant gets all of its occurrences, once and in order, and
    /// the watermark never passes one that is not acknowledged.
    /// </summary>
    [Fact]
    public void Any_order_of_ticks_and_acknowledgements_keeps_order_and_watermark() =>
        Gen.Select(Gen.Int[0, 3], Gen.Bool).Array[1, 80].Sample(
            steps =>
            {
                var ledger = new DispatchLedger();
                var underWay = new Dictionary<string, RunDue>();
                var got = new Dictionary<string, List<int>>();
                var open = new List<(string Tenant, int Tick)>();
                for (var tick = 1; tick <= steps.Length; tick++)
                {
                    var (tenantNumber, isTick) = steps[tick - 1];
                    var tenant = $"tenant{tenantNumber}";
                    if (isTick)
                    {
                        ledger.BeginTick(At(tick));
                        ledger.Add(tenant, new TenantLimits(), Due($"{tick}"));
                        open.Add((tenant, tick));
                        foreach (var batch in ledger.EndTick(At(tick)))
                            Assert.True(underWay.TryAdd(batch.TenantId, batch));
                    }
                    else if (underWay.Remove(tenant, out var batch))
                    {
                        var ticks = batch.Schedules.Select(due => int.Parse(due.Spec.Schedule, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
                        if (!got.TryGetValue(tenant, out var all))
                            got.Add(tenant, all = []);
                        all.AddRange(ticks);
                        open.RemoveAll(item => item.Tenant == tenant && ticks.Contains(item.Tick));
                        if (ledger.Acknowledge(new RunDueAck(tenant, batch.BatchId), At(tick), out _) is { } next)
                            underWay.Add(tenant, next);
                    }

                    Assert.Equal(underWay.Count, ledger.UnderWay);
                    Assert.All(open, item => Assert.True(ledger.Settled is not { } settled || At(item.Tick) > settled));
                    Assert.All(got.Values, ticks => Assert.Equal(ticks.Order().Distinct(), ticks));
                }
            },
            iter: 2000);

    private static DateTimeOffset At(double second) => Ten.AddSeconds(second);

    private static DueSchedule Due(string schedule) =>
        new(new JobSpec { Schedule = schedule, ConfigFile = "/jobs/job.yaml" }, [new DueOccurrence(Ten, DueKind.Due)]);

    private static (string, string) Summary(RunDue batch) => (batch.TenantId, string.Join(',', batch.Schedules.Select(due => due.Spec.Schedule)));

    private ImmutableArray<RunDue> Tick(double second, params (string Tenant, string Schedule)[] due)
    {
        _ledger.BeginTick(At(second));
        foreach (var (tenant, schedule) in due)
            _ledger.Add(tenant, new TenantLimits(), Due(schedule));
        return _ledger.EndTick(At(second));
    }

    private RunDue? Acknowledge(RunDue batch, double second) => _ledger.Acknowledge(new RunDueAck(batch.TenantId, batch.BatchId), At(second), out _);
}
