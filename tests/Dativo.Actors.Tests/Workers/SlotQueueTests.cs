using Dativo.Actors.Workers;

namespace Dativo.Actors.Tests.Workers;

/// <summary>Who gets the next slot, on a clock that the test moves.</summary>
public sealed class SlotQueueTests
{
    private const int Slots = 4;

    private readonly SlotQueue _queue = new(Slots);
    private readonly Dictionary<string, int> _granted = new(StringComparer.Ordinal);
    private TimeSpan _now;

    [Fact]
    public void Inside_a_tenant_a_higher_priority_comes_first_then_who_came_first()
    {
        var early = Wait("acme");
        var late = Wait("acme");
        var urgent = Wait("acme", priority: 5);
        var leisurely = Wait("acme", priority: -5);

        Assert.Equal([urgent, early, late, leisurely], Enumerable.Range(0, 4).Select(_ => _queue.Take(_now)!.RunId!.Value));
        Assert.Null(_queue.Take(_now));
    }

    [Fact]
    public void A_priority_counts_for_nothing_against_other_tenants()
    {
        Wait("acme", priority: 1000);
        Wait("acme", priority: 1000);
        var other = Wait("globex");
        _queue.Take(_now);

        Assert.Equal(other, _queue.Take(_now)!.RunId);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Shares_follow_the_weights_whatever_the_number_of_slots(int slots)
    {
        RunFloods(slots, 4000, ("acme", 3, 1), ("globex", 1, 1));

        Assert.InRange((double)_granted["acme"] / _granted["globex"], 2.9, 3.1);
    }

    [Fact]
    public void Shares_are_of_slot_time_and_not_of_runs()
    {
        RunFloods(Slots, 4000, ("long", 1, 10), ("short", 1, 1));

        Assert.InRange((double)_granted["short"] / _granted["long"], 9, 11);
    }

    [Fact]
    public void A_tenant_that_comes_into_a_flood_gets_the_next_slot()
    {
        RunFloods(Slots, 500, ("flood", 1, 1));
        for (var i = 0; i < 100; i++)
            Wait("flood");
        var single = Wait("single");

        // The flood is next only where it has had no more than who comes: with nothing.
        var first = _queue.Take(_now)!;
        var second = _queue.Take(_now)!;

        Assert.Contains(single, new[] { first.RunId, second.RunId });
    }

    [Fact]
    public void A_tenant_that_had_all_slots_while_nobody_wanted_them_does_not_wait_for_ages()
    {
        Wait("hog");
        var use = _queue.Take(_now)!.Use;
        for (var minute = 0; minute < 600; minute++)
        {
            _now += TimeSpan.FromMinutes(1);
            _queue.Refresh(_now);
        }

        _queue.End(use, _now);
        RunFloods(1, 2000, ("newcomer", 1, 1), ("hog", 1, 1));

        Assert.InRange(_granted["hog"], 1, 1999);
    }

    [Fact]
    public void A_run_that_was_promised_to_this_node_goes_nowhere_else_and_comes_first()
    {
        Wait("acme", priority: 9);
        var bound = Wait("acme");
        _queue.Bind("acme", bound);

        Assert.Equal(new SlotWish("acme", 1, 1), Assert.Single(_queue.Wishes(10)));
        Assert.Equal(2, _queue.Count);
        Assert.NotEqual(bound, _queue.TakeMovable("acme"));
        Assert.Null(_queue.TakeMovable("acme"));
        Assert.Equal(bound, _queue.Take(_now)!.RunId);
    }

    [Fact]
    public void What_another_node_wants_has_its_turn_and_is_replaced_by_what_it_wants_later()
    {
        _queue.SetWishes("two", [new SlotWish("acme", 1, 2), new SlotWish("globex", 1, 1)]);
        Assert.Equal(("acme", "two"), Take());
        Assert.Equal(("globex", "two"), Take());
        Assert.Equal(("acme", "two"), Take());
        Assert.Null(_queue.Take(_now));

        _queue.SetWishes("two", [new SlotWish("acme", 1, 1)]);
        _queue.SetWishes("two", []);

        Assert.True(_queue.IsEmpty);
    }

    [Fact]
    public void Tenants_that_nothing_is_to_be_known_of_are_forgotten()
    {
        for (var i = 0; i < 1000; i++)
        {
            Wait($"tenant{i}");
            _queue.End(_queue.Take(_now)!.Use, _now + TimeSpan.FromSeconds(1));
            _now += TimeSpan.FromSeconds(1);
        }

        Wait("last");
        RunFloods(1, 100, ("last", 1, 1));
        _queue.Refresh(_now);

        Assert.InRange(_queue.Tenants, 0, 1);
    }

    [Fact]
    public void When_nobody_waits_and_no_slot_is_in_use_all_tenants_are_forgotten_and_begin_anew()
    {
        Wait("greedy");
        var use = _queue.Take(_now)!.Use;
        _now += TimeSpan.FromMinutes(10);
        _queue.Refresh(_now);
        Assert.Equal(1, _queue.Tenants);

        _queue.End(use, _now);
        _queue.Refresh(_now);

        Assert.Equal(0, _queue.Tenants);
        Wait("greedy");
        Wait("modest");
        Assert.Equal("greedy", _queue.Take(_now)!.TenantId);
        Assert.Equal("modest", _queue.Take(_now)!.TenantId);
    }

    private (string, string?) Take()
    {
        var turn = _queue.Take(_now)!;
        Assert.Null(turn.RunId);
        return (turn.TenantId, turn.Peer);
    }

    private Guid Wait(string tenantId, int weight = 1, int priority = 0)
    {
        var id = Guid.NewGuid();
        _queue.Add(new WaitingRun(tenantId, id, priority), weight);
        return id;
    }

    // Every tenant always has runs that wait; each run takes its tenant's number of seconds.
    private void RunFloods(int slots, int grants, params (string TenantId, int Weight, double Seconds)[] tenants)
    {
        var running = new PriorityQueue<SlotTurn, TimeSpan>();
        foreach (var (tenantId, weight, _) in tenants)
        {
            Wait(tenantId, weight);
            Wait(tenantId, weight);
        }

        for (var i = 0; i < grants; i++)
        {
            while (running.Count >= slots && running.TryDequeue(out var ended, out var at))
            {
                _now = at;
                _queue.End(ended.Use, _now);
                _queue.Refresh(_now);
            }

            var turn = _queue.Take(_now)!;
            var tenant = tenants.First(tenant => tenant.TenantId == turn.TenantId);
            _granted[turn.TenantId] = _granted.GetValueOrDefault(turn.TenantId) + 1;
            running.Enqueue(turn, _now + TimeSpan.FromSeconds(tenant.Seconds));
            Wait(tenant.TenantId, tenant.Weight);
        }

        while (running.TryDequeue(out var ended, out var at))
        {
            _now = at;
            _queue.End(ended.Use, _now);
        }

        foreach (var (tenantId, _, _) in tenants)
        {
            while (_queue.TakeMovable(tenantId) is not null)
            {
            }
        }
    }
}
