using Dativo.Actors.Configuration;
using Dativo.Actors.Scheduling;

namespace Dativo.Actors.Tests.Scheduling;

public sealed class RegistrarTests
{
    private static readonly DateTimeOffset Ten = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private SchedulerState _state = SchedulerState.Empty;

    [Fact]
    public void A_new_schedule_is_registered_with_its_rule()
    {
        var orders = Definitions.Schedule();

        var registered = Assert.IsType<SchedulesRegistered>(Assert.Single(Reconcile(1, orders)));

        Assert.Equal(At(1), registered.At);
        Assert.Equal(new RegisteredRule("orders", orders.Rule.Fingerprint), Assert.Single(registered.Rules));
    }

    [Fact]
    public void The_same_definition_again_changes_nothing()
    {
        Reconcile(1, Definitions.Schedule("orders"), Definitions.Schedule("refunds").Broken());

        Assert.Empty(Reconcile(2, Definitions.Schedule("orders") with { Priority = 3 }, Definitions.Schedule("refunds").Broken()));
    }

    [Fact]
    public void A_changed_rule_is_registered_anew_and_the_others_are_not()
    {
        Reconcile(1, Definitions.Schedule("orders"), Definitions.Schedule("refunds"));

        var registered = Assert.IsType<SchedulesRegistered>(Assert.Single(Reconcile(2, Definitions.Schedule("orders", "0 * * * *"), Definitions.Schedule("refunds"))));

        Assert.Equal(["orders"], registered.Rules.Select(rule => rule.Name));
        Assert.Equal(At(2), _state.Registrations["orders"].EffectiveFrom);
        Assert.Equal(At(1), _state.Registrations["refunds"].EffectiveFrom);
    }

    [Fact]
    public void What_is_not_defined_or_disabled_is_removed()
    {
        Reconcile(1, Definitions.Schedule("a"), Definitions.Schedule("b"), Definitions.Schedule("c"));

        var removed = Assert.IsType<SchedulesRemoved>(Assert.Single(Reconcile(2, Definitions.Schedule("b") with { Enabled = false }, Definitions.Schedule("c"))));

        Assert.Equal(["a", "b"], removed.Names.ToArray());
        Assert.Empty(Reconcile(3, Definitions.Schedule("b") with { Enabled = false }, Definitions.Schedule("c")));
    }

    [Fact]
    public void A_schedule_that_breaks_is_held_from_the_instant_given_for_it()
    {
        Reconcile(1, Definitions.Schedule());

        var events = Registrar.Reconcile(_state, Definitions.Of(Definitions.Schedule().Broken()), At(5), At(3), _ => false);

        var held = Assert.IsType<SchedulesHeld>(Assert.Single(events));
        Assert.Equal(At(3), held.At);
        Assert.Equal(["orders"], held.Names.ToArray());
    }

    [Fact]
    public void A_new_schedule_that_is_broken_is_registered_and_held_from_now()
    {
        var events = Registrar.Reconcile(_state, Definitions.Of(Definitions.Schedule().Broken()), At(5), At(3), _ => false);

        Assert.IsType<SchedulesRegistered>(events[0]);
        Assert.Equal(At(5), Assert.IsType<SchedulesHeld>(events[1]).At);
        Assert.Equal(2, events.Length);
    }

    [Fact]
    public void A_broken_schedule_whose_rule_changes_stays_held()
    {
        Reconcile(1, Definitions.Schedule().Broken());

        Reconcile(2, Definitions.Schedule(cron: "0 * * * *").Broken());

        Assert.False(_state.Fires("orders"));
        Assert.Equal(At(2), _state.SilentSince["orders"]);
    }

    [Fact]
    public void A_mended_schedule_is_released()
    {
        Reconcile(1, Definitions.Schedule().Broken());

        var released = Assert.IsType<SchedulesReleased>(Assert.Single(Reconcile(2, Definitions.Schedule())));

        Assert.Equal(At(2), released.At);
        Assert.True(_state.Fires("orders"));
        Assert.Equal(new Backlog(At(1), At(2), Paused: false), _state.Backlogs["orders"]);
    }

    [Fact]
    public void A_mended_schedule_with_a_new_rule_owes_nothing()
    {
        Reconcile(1, Definitions.Schedule().Broken());

        Reconcile(2, Definitions.Schedule(cron: "0 * * * *"));

        Assert.True(_state.Fires("orders"));
        Assert.Empty(_state.Backlogs);
    }

    private static DateTimeOffset At(int minute) => Ten.AddMinutes(minute);

    [Fact]
    public void A_schedule_that_is_disabled_is_remembered_while_its_tenant_has_not_acknowledged_all()
    {
        Reconcile(1, Definitions.Schedule());

        Assert.Empty(Registrar.Reconcile(_state, Definitions.Of(Definitions.Schedule() with { Enabled = false }), At(5), At(3), name => name == "orders"));
        Assert.Single(Registrar.Reconcile(_state, Definitions.Of(Definitions.Schedule() with { Enabled = false }), At(5), At(3), _ => false));
    }

    private ISchedulerEvent[] Reconcile(int minute, params ScheduleDefinition[] schedules)
    {
        var events = Registrar.Reconcile(_state, Definitions.Of(schedules), At(minute), At(minute), _ => false);
        _state = events.Aggregate(_state, (state, e) => state.Apply(e));
        return [.. events];
    }
}
