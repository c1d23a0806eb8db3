using Dativo.Actors.Configuration;
using Dativo.Actors.Scheduling;

namespace Dativo.Actors.Tests.Scheduling;

public sealed class ScheduleTableTests
{
    private static readonly DateTimeOffset Ten = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private readonly ScheduleTable _table = new();

    [Fact]
    public void Schedules_become_due_in_the_order_of_their_instants()
    {
        _table.Put(Definitions.Schedule("hourly", "0 * * * *"), Ten, Ten);
        _table.Put(Definitions.Schedule("minutely"), Ten, Ten);
        Assert.Equal(Ten.AddMinutes(1), _table.NextDispatchAt);
        Assert.Empty(TakeAll(Ten.AddSeconds(59)));

        Assert.Equal(["minutely"], TakeAll(Ten.AddMinutes(1)));
        Assert.Equal(Ten.AddMinutes(2), _table.NextDispatchAt);
        Assert.Equal(["minutely", "hourly"], TakeAll(Ten.AddHours(1)));
    }

    [Fact]
    public void A_removed_schedule_is_not_due()
    {
        _table.Put(Definitions.Schedule(), Ten, Ten);
        _table.Remove("orders");

        Assert.Null(_table.NextDispatchAt);
        Assert.Null(_table.Find("orders"));
        Assert.Empty(TakeAll(Ten.AddHours(1)));
    }

    [Fact]
    public void A_removed_schedule_keeps_its_last_occurrence_until_it_is_forgotten()
    {
        _table.Put(Definitions.Schedule(), Ten, Ten);
        Assert.Null(_table.LastOf("orders"));
        TakeAll(Ten.AddMinutes(1));

        _table.Remove("orders");
        Assert.Equal(Ten.AddMinutes(1), _table.LastOf("orders"));
        _table.ForgetAllBut(new ScheduleCatalog(new RunnerDefinition { File = "/etc/runner.yaml", Schedules = [Definitions.Schedule()] }));
        Assert.Equal(Ten.AddMinutes(1), _table.LastOf("orders"));
        _table.ForgetAllBut(new ScheduleCatalog(null));
        Assert.Null(_table.LastOf("orders"));
    }

    [Fact]
    public void A_replaced_schedule_is_due_by_its_new_rule_alone()
    {
        _table.Put(Definitions.Schedule(), Ten, Ten);
        _table.Put(Definitions.Schedule(cron: "0 * * * *"), Ten, Ten);

        Assert.Equal(Ten.AddHours(1), _table.NextDispatchAt);
        Assert.Equal(["orders"], TakeAll(Ten.AddHours(1)));
    }

    [Fact]
    public void An_unchanged_schedule_keeps_its_place_however_often_it_is_put()
    {
        var first = _table.Put(Definitions.Schedule(), Ten, Ten);
        TakeAll(Ten.AddMinutes(1));

        for (var i = 0; i < 100; i++)
            Assert.Same(first, _table.Put(Definitions.Schedule() with { Priority = i }, Ten.AddMinutes(1), Ten.AddMinutes(1)));

        Assert.Equal((99, Ten.AddMinutes(1), 99), (first.Definition.Priority, _table.LastOf("orders")!.Value, first.Spec.Priority));
        Assert.Equal(["orders"], TakeAll(Ten.AddMinutes(2)));
    }

    [Fact]
    public void A_schedule_that_was_overdue_when_it_was_put_did_not_run()
    {
        Assert.True(_table.Put(Definitions.Schedule("orders"), Ten, Ten).WasRunning);
        Assert.False(_table.Put(Definitions.Schedule("refunds"), Ten, Ten.AddMinutes(1)).WasRunning);
        TakeAll(Ten.AddMinutes(1));
        Assert.True(_table.Find("refunds")!.WasRunning);
    }

    [Fact]
    public void The_offset_is_fixed_for_a_schedule_and_within_its_jitter()
    {
        var jitter = TimeSpan.FromSeconds(300);
        var offsets = Enumerable.Range(0, 200)
            .Select(i => ScheduleEntry.OffsetOf(Definitions.Schedule($"schedule{i}") with { Jitter = jitter }))
            .ToArray();

        Assert.All(offsets, offset => Assert.InRange(offset, TimeSpan.Zero, jitter));
        Assert.True(offsets.Distinct().Count() > 190);
        Assert.Contains(offsets, offset => offset < jitter / 4);
        Assert.Contains(offsets, offset => offset > jitter * 0.75);
        Assert.Equal(offsets[0], ScheduleEntry.OffsetOf(Definitions.Schedule("schedule0", "0 0 * * *", "globex") with { Jitter = jitter }));
        Assert.Equal(TimeSpan.Zero, ScheduleEntry.OffsetOf(Definitions.Schedule()));
    }

    // A change of this number would move every schedule of every user.
    [Fact]
    public void The_offset_of_a_schedule_is_the_same_in_every_version() =>
        Assert.Equal(109_718, ScheduleEntry.OffsetOf(Definitions.Schedule("orders") with { Jitter = TimeSpan.FromSeconds(1000) }).TotalMilliseconds);

    [Fact]
    public void Occurrences_with_jitter_keep_their_distance_and_order()
    {
        var schedule = Definitions.Schedule() with { Jitter = TimeSpan.FromSeconds(300) };
        var entry = _table.Put(schedule, Ten, Ten);
        var dispatches = new List<DateTimeOffset>();
        for (var i = 0; i < 5; i++)
        {
            dispatches.Add(entry.DispatchAt!.Value);
            entry.Advance(entry.Next!.Value);
        }

        Assert.Equal(Enumerable.Range(1, 5).Select(i => Ten.AddMinutes(i) + entry.Offset), dispatches);
    }

    private List<string> TakeAll(DateTimeOffset now)
    {
        var taken = new List<string>();
        while (_table.TryTakeDue(now, out var entry))
        {
            taken.Add(entry.Definition.Name);
            while (entry.DispatchAt <= now)
                entry.Advance(entry.Next!.Value);
            _table.Return(entry);
        }

        return taken;
    }
}
