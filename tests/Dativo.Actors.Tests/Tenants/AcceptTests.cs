using Dativo.Actors.Configuration;
using Dativo.Actors.Tenants;
using static Dativo.Actors.Tests.Tenants.TenantScenario;

namespace Dativo.Actors.Tests.Tenants;

public sealed class AcceptTests
{
    private readonly TenantScenario _tenant = new();

    [Fact]
    public void A_due_occurrence_becomes_a_queued_run()
    {
        var spec = Spec() with { Priority = 7 };
        _tenant.Now = At(1);

        var events = _tenant.Due(spec, 0);

        Assert.Collection(
            events,
            e => Assert.Equal(spec, Assert.IsType<SpecRecorded>(e).Spec),
            e =>
            {
                var queued = Assert.IsType<RunQueued>(e);
                Assert.Equal(
                    new RunQueued
                    {
                        RunId = queued.RunId,
                        SpecId = spec.Id,
                        Schedule = "orders",
                        Trigger = RunTrigger.Schedule,
                        ScheduledFor = At(0),
                        At = At(1),
                        Priority = 7,
                    },
                    queued);
            });
        Assert.Equal(RunStatus.Queued, Assert.Single(_tenant.State.Runs.Values).Status);
        Assert.Equal(At(0), _tenant.State.ScheduleOf("orders").AcceptedUntil);
    }

    [Fact]
    public void A_batch_that_is_sent_again_gives_nothing()
    {
        var spec = Spec() with { Overlap = OverlapPolicy.QueueAll };
        _tenant.Due(spec, 0, 1, 2);

        Assert.Empty(_tenant.Due(spec, 0, 1, 2));
        Assert.Equal(3, _tenant.State.Runs.Count);
    }

    [Fact]
    public void Of_a_batch_that_overlaps_an_earlier_one_only_the_new_part_is_taken()
    {
        var spec = Spec() with { Overlap = OverlapPolicy.QueueAll };
        _tenant.Due(spec, 0, 1);

        var queued = Assert.IsType<RunQueued>(Assert.Single(_tenant.Due(spec, 0, 1, 2)));

        Assert.Equal(At(2), queued.ScheduledFor);
    }

    [Fact]
    public void An_occurrence_is_taken_once_also_when_its_run_has_ended()
    {
        _tenant.Finish(_tenant.Started(Spec(), 0), 0);

        Assert.Empty(_tenant.Due(Spec(), 0));
    }

    [Theory]
    [InlineData(DueKind.Due)]
    [InlineData(DueKind.CatchUp)]
    [InlineData(DueKind.Missed)]
    [InlineData(DueKind.Disabled)]
    public void A_skipped_occurrence_is_not_taken_later_under_any_name(DueKind again)
    {
        _tenant.Batch(Spec(), DueKind.Missed, 0);

        Assert.Empty(_tenant.Batch(Spec(), again, 0));
    }

    [Fact]
    public void An_occurrence_twice_in_one_list_is_taken_once()
    {
        var spec = Spec() with { Overlap = OverlapPolicy.QueueAll };

        Assert.Single(_tenant.Due(spec, 0, 0).OfType<RunQueued>());
    }

    [Fact]
    public void An_occurrence_in_two_lists_of_one_batch_is_taken_once()
    {
        var spec = Spec() with { Overlap = OverlapPolicy.QueueAll };

        var events = _tenant.Accept(
            new DueSchedule(spec, [new DueOccurrence(At(0), DueKind.CatchUp), new DueOccurrence(At(1), DueKind.CatchUp)]),
            new DueSchedule(spec, [new DueOccurrence(At(1), DueKind.Due), new DueOccurrence(At(2), DueKind.Due)]));

        Assert.Equal([At(0), At(1), At(2)], events.OfType<RunQueued>().Select(queued => queued.ScheduledFor));
    }

    [Fact]
    public void Schedules_do_not_know_each_others_occurrences()
    {
        _tenant.Due(Spec("orders"), 5);

        Assert.Single(_tenant.Due(Spec("refunds"), 5).OfType<RunQueued>());
        Assert.Single(_tenant.Due(Spec("customers"), 3).OfType<RunQueued>());
    }

    [Theory]
    [InlineData(DueKind.Missed, SkipReason.Missed, "no node was up when it was due")]
    [InlineData(DueKind.Disabled, SkipReason.Disabled, "the schedule was paused when it was due")]
    public void What_is_not_to_run_is_skipped_with_its_reason(DueKind kind, SkipReason reason, string detail)
    {
        _tenant.Now = At(9);

        var skipped = Assert.Single(_tenant.Batch(Spec(), kind, 0, 1, 2).OfType<OccurrencesSkipped>());

        Assert.Equal([At(0), At(1), At(2)], skipped.Occurrences.Select(occurrence => occurrence.ScheduledFor));
        Assert.Equal(3, skipped.Occurrences.Select(occurrence => occurrence.RunId).Distinct().Count());
        Assert.Equal((reason, detail, At(9), "orders", Spec().Id), (skipped.Reason, skipped.Detail, skipped.At, skipped.Schedule, skipped.SpecId));
        Assert.Equal(At(2), _tenant.State.ScheduleOf("orders").AcceptedUntil);
        Assert.Empty(_tenant.State.Runs);
    }

    [Fact]
    public void The_schedulers_own_words_for_a_skip_are_kept()
    {
        var events = _tenant.Accept(new DueSchedule(Spec(), [new DueOccurrence(At(0), DueKind.Missed, "older than catchup_window_seconds")]));

        Assert.Equal("older than catchup_window_seconds", Assert.Single(events.OfType<OccurrencesSkipped>()).Detail);
    }

    [Fact]
    public void Skips_of_different_reasons_are_told_apart_and_keep_their_order_with_the_runs()
    {
        var events = _tenant.Accept(new DueSchedule(
            Spec(),
            [
                new DueOccurrence(At(0), DueKind.Missed),
                new DueOccurrence(At(1), DueKind.Disabled),
                new DueOccurrence(At(2), DueKind.CatchUp),
                new DueOccurrence(At(3), DueKind.Missed),
                new DueOccurrence(At(4), DueKind.Missed),
            ]));

        Assert.Collection(
            events.Skip(1),
            e => Assert.Equal(SkipReason.Missed, Assert.IsType<OccurrencesSkipped>(e).Reason),
            e => Assert.Equal(SkipReason.Disabled, Assert.IsType<OccurrencesSkipped>(e).Reason),
            e => Assert.Equal(At(2), Assert.IsType<RunQueued>(e).ScheduledFor),
            e => Assert.Equal(2, Assert.IsType<OccurrencesSkipped>(e).Occurrences.Length));
    }

    [Theory]
    [InlineData(OverlapPolicy.QueueOne)]
    [InlineData(OverlapPolicy.QueueAll)]
    [InlineData(OverlapPolicy.Skip)]
    [InlineData(OverlapPolicy.CancelRunning)]
    public void A_missed_occurrence_that_is_to_run_is_queued_whatever_the_overlap(OverlapPolicy overlap)
    {
        var spec = Spec() with { Overlap = overlap };
        _tenant.Started(spec, 0);

        var events = _tenant.Batch(spec, DueKind.CatchUp, 1, 2, 3);

        Assert.Equal(3, events.Length);
        Assert.All(events, e => Assert.Equal(RunTrigger.Schedule, Assert.IsType<RunQueued>(e).Trigger));
    }

    [Fact]
    public void New_limits_are_recorded_once()
    {
        _tenant.Limits = new TenantLimits { Concurrency = 3 };

        Assert.Equal(3, Assert.Single(_tenant.Due(Spec(), 0).OfType<LimitsChanged>()).Limits.Concurrency);
        Assert.Empty(_tenant.Due(Spec(), 1).OfType<LimitsChanged>());
        Assert.Equal(3, _tenant.State.Limits.Concurrency);
    }

    [Fact]
    public void An_empty_batch_gives_nothing() => Assert.Empty(_tenant.Due(Spec()));
}
