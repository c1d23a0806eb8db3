using Dativo.Actors.Scheduling;

namespace Dativo.Actors.Tests.Scheduling;

public sealed class SchedulerStateTests
{
    private static readonly DateTimeOffset Ten = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    // All that was dispatched is acknowledged, save where a test says otherwise.
    private SchedulerState _state = SchedulerState.Empty with { Watermark = Ten.AddHours(1) };

    [Fact]
    public void A_registered_schedule_fires_and_its_occurrences_count_from_then()
    {
        Assert.False(_state.Fires("orders"));

        Apply(Registered(0, "every hour"));

        Assert.True(_state.Fires("orders"));
        Assert.Equal(new Registration("every hour", At(0)), _state.Registrations["orders"]);
        AssertOwesNothing();
    }

    [Fact]
    public void A_changed_rule_counts_from_the_change()
    {
        Apply(Registered(0, "every hour"), Registered(5, "every day"));

        Assert.Equal(new Registration("every day", At(5)), _state.Registrations["orders"]);
    }

    [Fact]
    public void The_watermark_is_the_newest_one_stored()
    {
        _state = SchedulerState.Empty;

        Apply(new WatermarkAdvanced(At(1)), new WatermarkAdvanced(At(2)));

        Assert.Equal(At(2), _state.Watermark);
    }

    [Fact]
    public void A_pause_ends_in_one_backlog_over_it()
    {
        Apply(Registered(0), Paused(1));
        Assert.False(_state.Fires("orders"));
        Assert.Equal(At(1), _state.SilentSince["orders"]);
        Assert.Empty(_state.Backlogs);

        Apply(Resumed(4));
        Assert.True(_state.Fires("orders"));
        AssertOwes(1, 4, paused: true);
    }

    [Fact]
    public void What_was_not_acknowledged_before_a_silence_is_part_of_its_backlog()
    {
        Apply(Registered(0), new WatermarkAdvanced(At(2)), Paused(5), Resumed(7));

        AssertOwes(2, 7, paused: true);
    }

    [Fact]
    public void A_backlog_reaches_back_to_the_registration_when_nothing_was_acknowledged_yet()
    {
        _state = SchedulerState.Empty;

        Apply(Registered(1), Paused(5), Resumed(7));

        AssertOwes(1, 7, paused: true);
    }

    [Fact]
    public void A_broken_job_file_ends_in_one_backlog_over_the_time_it_was_broken()
    {
        Apply(Registered(0), Held(1), Released(4));

        AssertOwes(1, 4, paused: false);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_pause_over_a_broken_file_is_one_silence_until_both_are_over(bool pauseFirst)
    {
        Apply(Registered(0));
        Apply(pauseFirst ? [Paused(1), Held(2), Resumed(3)] : [Held(1), Paused(2), Released(3)]);
        Assert.False(_state.Fires("orders"));
        Assert.Empty(_state.Backlogs);

        Apply(pauseFirst ? Released(4) : Resumed(4));
        AssertOwes(1, 4, paused: !pauseFirst);
    }

    [Fact]
    public void A_second_pause_on_a_paused_schedule_changes_what_is_said_and_not_since_when()
    {
        Apply(Registered(0), Paused(1, "ann"), Paused(2, "bob"));

        Assert.Equal("bob", _state.Pauses["orders"].By);
        Assert.Equal(At(1), _state.SilentSince["orders"]);
        Apply(Resumed(3));
        AssertOwes(1, 3, paused: true);
    }

    [Fact]
    public void A_second_silence_before_the_first_was_dispatched_gives_one_backlog_over_both()
    {
        Apply(Registered(0), Paused(1), Resumed(2), Held(5), Released(6));

        AssertOwes(1, 6, paused: false);
    }

    [Fact]
    public void A_dispatched_backlog_is_gone_and_a_silence_under_way_is_not()
    {
        Apply(Registered(0), Paused(1), Resumed(2), Paused(3), new BacklogsDispatched(["orders"]));
        Assert.Empty(_state.Backlogs);
        Assert.Equal(At(3), _state.SilentSince["orders"]);

        Apply(Resumed(4));
        AssertOwes(3, 4, paused: true);
    }

    [Fact]
    public void A_changed_rule_forgets_what_the_old_one_missed()
    {
        Apply(Registered(0, "every hour"), Paused(1), Resumed(2), Registered(3, "every day"));

        AssertOwesNothing();
    }

    [Fact]
    public void A_paused_schedule_with_a_changed_rule_misses_from_the_change_on()
    {
        Apply(Registered(0, "every hour"), Paused(1), Registered(3, "every day"));
        Assert.False(_state.Fires("orders"));

        Apply(Resumed(5));
        AssertOwes(3, 5, paused: true);
    }

    [Fact]
    public void A_changed_rule_means_that_its_file_could_be_read()
    {
        Apply(Registered(0, "every hour"), Held(1), Registered(2, "every day"));

        Assert.True(_state.Fires("orders"));
        AssertOwesNothing();
    }

    [Fact]
    public void A_removed_schedule_is_forgotten_save_for_its_pause()
    {
        Apply(Registered(0), Held(1), Paused(2), new SchedulesRemoved(At(3), ["orders"]));
        Assert.False(_state.Fires("orders"));
        Assert.Empty(_state.Registrations);
        Assert.Empty(_state.Held);
        AssertOwesNothing();

        Apply(Registered(5));
        Assert.False(_state.Fires("orders"));
        Apply(Resumed(7));
        AssertOwes(5, 7, paused: true);
    }

    [Fact]
    public void What_is_not_registered_misses_nothing()
    {
        Apply(Paused(1), Resumed(2), Held(3), Released(4));

        AssertOwesNothing();
    }

    [Fact]
    public void Ends_of_silences_that_never_began_change_nothing()
    {
        Apply(Registered(0), Resumed(1), Released(2));

        AssertOwesNothing();
        Assert.True(_state.Fires("orders"));
    }

    [Fact]
    public void Schedules_do_not_share_their_silences()
    {
        Apply(
            new SchedulesRegistered(At(0), [new RegisteredRule("orders", "every hour"), new RegisteredRule("refunds", "every day")]),
            new SchedulesHeld(At(1), ["refunds"]),
            new SchedulesReleased(At(2), ["refunds", "orders"]));

        Assert.Equal(["refunds"], _state.Backlogs.Keys);
        Assert.Equal("every day", _state.Registrations["refunds"].Fingerprint);
    }

    private static DateTimeOffset At(int minute) => Ten.AddMinutes(minute);

    private static SchedulesRegistered Registered(int minute, string fingerprint = "every hour") => new(At(minute), [new RegisteredRule("orders", fingerprint)]);

    private static SchedulesHeld Held(int minute) => new(At(minute), ["orders"]);

    private static SchedulesReleased Released(int minute) => new(At(minute), ["orders"]);

    private static SchedulePaused Paused(int minute, string by = "ann") => new("orders", new PauseInfo(by, At(minute), null, null));

    private static ScheduleResumed Resumed(int minute) => new("orders", "ann", At(minute));

    private void Apply(params ISchedulerEvent[] events) => _state = events.Aggregate(_state, (state, e) => state.Apply(e));

    private void AssertOwes(int from, int until, bool paused)
    {
        Assert.Empty(_state.SilentSince);
        Assert.Equal(KeyValuePair.Create("orders", new Backlog(At(from), At(until), paused)), Assert.Single(_state.Backlogs));
    }

    private void AssertOwesNothing()
    {
        Assert.Empty(_state.SilentSince);
        Assert.Empty(_state.Backlogs);
    }
}
