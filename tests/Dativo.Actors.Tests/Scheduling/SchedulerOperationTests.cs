using Akka.Actor;
using Dativo.Actors.Configuration;
using Dativo.Actors.Scheduling;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Tests.Scheduling;

/// <summary>What operators and changes of the definition do to schedules.</summary>
public sealed class SchedulerOperationTests : SchedulerTest
{
    [Fact]
    public async Task A_changed_rule_counts_from_the_change()
    {
        await StartAsync(Definitions.Schedule(cron: "0 * * * *"));
        await AdvanceAsync(1000);

        await RedefineAsync(Definitions.Schedule(cron: "* * * * *"));
        await NothingIsSentAsync();
        await AdvanceAsync(20);

        Assert.Equal([("orders", 1020, DueKind.Due)], await TakeAsync());
    }

    [Fact]
    public async Task A_rule_that_was_changed_while_nobody_was_up_counts_from_the_next_start()
    {
        await StartAsync(Definitions.Schedule(cron: "* * * * *"));
        await AdvanceAsync(60);
        await TakeAsync();
        await WatermarkStoredAsync(60);

        await RestartAsync(500, Definitions.Schedule(cron: "*/2 * * * *"));

        await NothingIsSentAsync();
        Assert.Equal(At(600), (await ViewAsync())!.NextAt);
    }

    [Fact]
    public async Task What_was_due_under_the_old_rule_when_it_changed_is_sent()
    {
        await StartAsync(Definitions.Schedule());
        Clock.Jump(TimeSpan.FromSeconds(61));

        await RedefineAsync(Definitions.Schedule(cron: "0 * * * *"));

        Assert.Equal([("orders", 60, DueKind.Due)], await TakeAsync());
    }

    [Fact]
    public async Task A_change_beside_the_rule_leaves_the_schedule_where_it_is()
    {
        await StartAsync(Definitions.Schedule());
        await AdvanceAsync(60);
        await TakeAsync();

        await RedefineAsync(Definitions.Schedule() with { MaxConcurrentRuns = 3, Description = "changed" });

        var view = (await ViewAsync())!;
        Assert.Equal((At(60), At(120), 3, "changed"), (view.LastAt, view.NextAt, view.MaxConcurrentRuns, view.Description));
        await AdvanceAsync(60);
        var batch = await BatchAsync();
        Assert.Equal([("orders", 120, DueKind.Due)], Contents(batch));
        Assert.Equal(3, batch.Schedules[0].Spec.MaxConcurrentRuns);
    }

    [Fact]
    public async Task A_pause_does_not_forget_the_last_occurrence()
    {
        await StartAsync(Definitions.Schedule());
        await AdvanceAsync(60);
        await TakeAsync();

        Assert.Equal(At(60), (await PauseAsync())!.LastAt);
        Assert.Equal(At(60), (await ResumeAsync())!.LastAt);
    }

    [Fact]
    public async Task A_removed_schedule_is_gone_and_a_new_one_when_it_comes_back()
    {
        await StartAsync(Definitions.Schedule("orders"), Definitions.Schedule("refunds", cron: "0 0 * * *"));

        await RedefineAsync(Definitions.Schedule("refunds", cron: "0 0 * * *"));
        Assert.Null(await ViewAsync("orders"));
        await AdvanceAsync(150);
        await NothingIsSentAsync();

        await RedefineAsync(Definitions.Schedule("orders"), Definitions.Schedule("refunds", cron: "0 0 * * *"));
        await NothingIsSentAsync();
        await AdvanceAsync(30);
        Assert.Equal([("orders", 180, DueKind.Due)], await TakeAsync());
    }

    [Fact]
    public async Task A_disabled_schedule_does_not_fire_and_counts_anew_when_it_is_enabled()
    {
        await StartAsync(Definitions.Schedule() with { Enabled = false });
        await AdvanceAsync(150);
        await NothingIsSentAsync();
        Assert.Equal((ScheduleStatus.Disabled, null), ((await ViewAsync())!.State, (await ViewAsync())!.NextAt));

        await RedefineAsync(Definitions.Schedule());
        await AdvanceAsync(30);

        Assert.Equal([("orders", 180, DueKind.Due)], await TakeAsync());
    }

    [Theory]
    [InlineData(CatchupPolicy.Latest, new[] { DueKind.Disabled, DueKind.CatchUp })]
    [InlineData(CatchupPolicy.None, new[] { DueKind.Disabled, DueKind.Disabled })]
    [InlineData(CatchupPolicy.All, new[] { DueKind.CatchUp, DueKind.CatchUp })]
    internal async Task What_was_due_in_a_pause_is_treated_as_the_policy_says_when_it_ends(CatchupPolicy policy, DueKind[] expected)
    {
        await StartAsync(Definitions.Schedule() with { Catchup = policy });
        var paused = (await PauseAsync())!;
        Assert.Equal(ScheduleStatus.Paused, paused.State);
        Assert.Equal(new PauseInfo("ann", At(0), "month end", null), paused.Pause);
        Assert.Null(paused.NextAt);
        await AdvanceAsync(130);
        await NothingIsSentAsync();

        var resumed = (await ResumeAsync())!;

        Assert.Equal((ScheduleStatus.Active, null, At(180)), (resumed.State, resumed.Pause, resumed.NextAt));
        Assert.Equal([("orders", 60, expected[0]), ("orders", 120, expected[1])], await TakeAsync());
        await UntilAsync(() => Journal.Events<BacklogsDispatched>().Length == 1, "the end of the backlog");
        await AdvanceAsync(50);
        Assert.Equal([("orders", 180, DueKind.Due)], await TakeAsync());
    }

    [Fact]
    public async Task What_was_due_when_the_schedule_was_paused_is_sent()
    {
        await StartAsync(Definitions.Schedule());
        Clock.Jump(TimeSpan.FromSeconds(61));

        await PauseAsync();

        Assert.Equal([("orders", 60, DueKind.Due)], await TakeAsync());
    }

    [Fact]
    public async Task A_pause_soon_after_the_registration_owes_nothing_from_before_it()
    {
        var schedule = Definitions.Schedule() with { Jitter = TimeSpan.FromSeconds(50), Catchup = CatchupPolicy.All };
        Assert.True(ScheduleEntry.OffsetOf(schedule) > TimeSpan.FromSeconds(1));
        await StartAsync(schedule);
        await AdvanceAsync(1);
        await PauseAsync();
        await AdvanceAsync(119);

        await ResumeAsync();

        Assert.Equal([("orders", 60, DueKind.CatchUp)], await TakeAsync());
    }

    [Fact]
    public async Task A_pause_with_an_end_ends_by_itself()
    {
        await StartAsync(Definitions.Schedule() with { Catchup = CatchupPolicy.None });
        await PauseAsync(until: At(90));

        await AdvanceAsync(89.999);
        Assert.Equal(ScheduleStatus.Paused, (await ViewAsync())!.State);
        await AdvanceAsync(0.001);

        Assert.Equal([("orders", 60, DueKind.Disabled)], await TakeAsync());
        Assert.Equal(ScheduleStatus.Active, (await ViewAsync())!.State);
        Assert.Equal(At(90), Assert.Single(Journal.Events<ScheduleResumed>()).At);
    }

    [Fact]
    public async Task Pauses_that_end_at_once_end_once_each()
    {
        var schedules = Enumerable.Range(0, 20).Select(i => Definitions.Schedule($"orders{i:00}", cron: "0 * * * *")).ToArray();
        await StartAsync(schedules);
        foreach (var schedule in schedules)
            await PauseAsync(schedule.Name, At(90));

        await AdvanceAsync(90);
        await AdvanceAsync(1);

        Assert.Equal(schedules.Select(schedule => schedule.Name), Journal.Events<ScheduleResumed>().Select(e => e.Name).Order());
    }

    [Fact]
    public async Task A_pause_outlives_the_scheduler()
    {
        await StartAsync(Definitions.Schedule());
        await PauseAsync();

        await RestartAsync(90, Definitions.Schedule());
        Assert.Equal(ScheduleStatus.Paused, (await ViewAsync())!.State);
        await NothingIsSentAsync();
        await ResumeAsync();

        Assert.Equal([("orders", 60, DueKind.CatchUp)], await TakeAsync());
    }

    [Fact]
    public async Task A_backlog_that_was_not_acknowledged_is_sent_by_the_next_scheduler()
    {
        await StartAsync(Definitions.Schedule());
        await PauseAsync();
        await AdvanceAsync(90);
        await ResumeAsync();
        Assert.Equal([("orders", 60, DueKind.CatchUp)], Contents(await BatchAsync()));

        await RestartAsync(10, Definitions.Schedule());

        Assert.Equal([("orders", 60, DueKind.CatchUp)], await TakeAsync());
        await UntilAsync(() => Journal.Events<BacklogsDispatched>().Length == 1, "the end of the backlog");
    }

    [Fact]
    public async Task A_backlog_that_grows_while_it_is_under_way_is_sent_whole_again()
    {
        await StartAsync(Definitions.Schedule() with { Catchup = CatchupPolicy.All });
        await PauseAsync();
        await AdvanceAsync(118);
        await ResumeAsync();
        var first = await BatchAsync();
        Assert.Equal([("orders", 60, DueKind.CatchUp)], Contents(first));
        await PauseAsync();
        await AdvanceAsync(4);
        await ResumeAsync();

        Acknowledge(first);

        Assert.Equal([("orders", 60, DueKind.CatchUp), ("orders", 120, DueKind.CatchUp)], await TakeAsync());
        await UntilAsync(() => Journal.Events<BacklogsDispatched>().Length == 1, "the end of the backlog");
        await AdvanceAsync(58);
        Assert.Equal([("orders", 180, DueKind.Due)], await TakeAsync());
    }

    [Fact]
    public async Task A_schedule_with_a_broken_job_file_is_held_and_caught_up_with_when_it_is_mended()
    {
        await StartAsync(Definitions.Schedule("orders"), Definitions.Schedule("refunds"));

        await RedefineAsync(Definitions.Schedule("orders").Broken(), Definitions.Schedule("refunds"));
        var held = (await ViewAsync())!;
        Assert.Equal((ScheduleStatus.Invalid, "tenant_id is missing", null), (held.State, held.InvalidReason, held.TenantId));
        await AdvanceAsync(60);
        Assert.Equal([("refunds", 60, DueKind.Due)], await TakeAsync());
        await AdvanceAsync(30);

        await RedefineAsync(Definitions.Schedule("orders"), Definitions.Schedule("refunds"));
        Assert.Equal([("orders", 60, DueKind.CatchUp)], await TakeAsync());
        await AdvanceAsync(30);
        Assert.Equal(2, (await TakeAsync()).Length);
    }

    [Fact]
    public async Task What_was_due_when_the_job_file_was_found_broken_is_sent()
    {
        await StartAsync(Definitions.Schedule());
        Clock.Jump(TimeSpan.FromSeconds(61));

        await RedefineAsync(Definitions.Schedule().Broken());

        Assert.Equal([("orders", 60, DueKind.Due)], await TakeAsync());
    }

    [Fact]
    public async Task A_job_file_that_broke_while_nobody_was_up_is_silent_since_the_watermark()
    {
        await StartAsync(Definitions.Schedule() with { Catchup = CatchupPolicy.All });
        await AdvanceAsync(60);
        await TakeAsync();
        await WatermarkStoredAsync(60);
        await RestartAsync(90, Definitions.Schedule().Broken());
        await NothingIsSentAsync();

        await RedefineAsync(Definitions.Schedule() with { Catchup = CatchupPolicy.All });

        Assert.Equal([("orders", 120, DueKind.CatchUp)], await TakeAsync());
    }

    [Fact]
    public async Task A_trigger_goes_to_the_tenant_which_answers_the_one_who_asked()
    {
        await StartAsync(Definitions.Schedule());

        Actor.Tell(new TriggerSchedule("orders", "request", "ann"), TestActor);

        var trigger = await Tenants.ExpectMsgAsync<TriggerRun>(Patience);
        Assert.Equal(("acme", "request", "ann", "orders"), (trigger.TenantId, trigger.RequestId, trigger.By, trigger.Spec.Schedule));
        Assert.Equal(TestActor, Tenants.LastSender);
    }

    [Fact]
    public async Task A_trigger_of_a_paused_schedule_runs_it()
    {
        await StartAsync(Definitions.Schedule());
        await PauseAsync();

        Actor.Tell(new TriggerSchedule("orders", "request", "ann"), TestActor);

        await Tenants.ExpectMsgAsync<TriggerRun>(Patience);
    }

    [Fact]
    public async Task A_trigger_of_an_unknown_or_broken_schedule_is_refused_with_the_reason()
    {
        await StartAsync(Definitions.Schedule().Broken());

        Assert.Equal(new TriggerRefused("refunds", null), await Actor.Ask<TriggerRefused>(new TriggerSchedule("refunds", "1", "ann"), Patience));
        var refused = await Actor.Ask<TriggerRefused>(new TriggerSchedule("orders", "2", "ann"), Patience);
        Assert.Contains("tenant_id is missing", refused.Reason, StringComparison.Ordinal);
        await NothingIsSentAsync();
    }

    [Fact]
    public async Task Commands_for_unknown_schedules_say_so()
    {
        await StartAsync(Definitions.Schedule());

        Assert.Null(await ViewAsync("refunds"));
        Assert.Null(await PauseAsync("refunds"));
        Assert.Null(await ResumeAsync("refunds"));
        Assert.Equal(ScheduleStatus.Active, (await ResumeAsync("orders"))!.State);
        Assert.Empty(Journal.Events<SchedulePaused>());
        Assert.Empty(Journal.Events<ScheduleResumed>());
    }

    [Fact]
    public async Task Commands_that_come_before_the_definition_wait_for_it()
    {
        Begin(new DefinitionFile("/etc/runner.yaml", new RunnerConfigurationLoader(new ConfigurationOptions()), new LoadResult(null, [])));
        var page = Actor.Ask<SchedulePage>(new GetSchedules(null, 10), Patience);
        var paused = PauseAsync();

        await RedefineAsync(Definitions.Schedule());

        Assert.Single((await page).Schedules);
        Assert.Equal(ScheduleStatus.Paused, (await paused)!.State);
    }

    [Fact]
    public async Task Schedules_come_in_pages_by_name()
    {
        await StartAsync([.. new[] { "d", "b", "a", "c", "e" }.Select(name => Definitions.Schedule(name))]);

        var first = await Actor.Ask<SchedulePage>(new GetSchedules(null, 2), Patience);
        AssertPage(first, true, "a", "b");
        var second = await Actor.Ask<SchedulePage>(new GetSchedules("b", 2), Patience);
        AssertPage(second, true, "c", "d");
        var third = await Actor.Ask<SchedulePage>(new GetSchedules("d", 2), Patience);
        AssertPage(third, false, "e");
        Assert.Empty((await Actor.Ask<SchedulePage>(new GetSchedules("e", 2), Patience)).Schedules);
    }

    private static void AssertPage(SchedulePage page, bool more, params string[] names)
    {
        Assert.Equal(names, page.Schedules.Select(view => view.Name));
        Assert.Equal(more, page.More);
    }
}
