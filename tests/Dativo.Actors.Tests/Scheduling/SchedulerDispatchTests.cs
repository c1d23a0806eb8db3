using System.Collections.Immutable;
using Akka.Actor;
using Dativo.Actors.Configuration;
using Dativo.Actors.Scheduling;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Tests.Scheduling;

/// <summary>Which occurrences reach the tenants, when, and how often.</summary>
public sealed class SchedulerDispatchTests : SchedulerTest
{
    [Fact]
    public async Task The_first_occurrence_lies_after_the_registration()
    {
        await StartAsync(Definitions.Schedule());

        Assert.Equal(At(60), (await ViewAsync())!.NextAt);
        await NothingIsSentAsync();
    }

    [Fact]
    public async Task An_occurrence_is_sent_at_its_instant_and_not_before()
    {
        await StartAsync(Definitions.Schedule());

        await AdvanceAsync(59.999);
        await NothingIsSentAsync();
        await AdvanceAsync(0.001);

        var batch = await BatchAsync();
        Assert.Equal("acme", batch.TenantId);
        Assert.Equal([("orders", 60, DueKind.Due)], Contents(batch));
        Assert.Equal("/jobs/orders.yaml", batch.Schedules[0].Spec.ConfigFile);
        var view = (await ViewAsync())!;
        Assert.Equal((At(60), At(120)), (view.LastAt, view.NextAt));
    }

    [Fact]
    public async Task What_is_due_at_once_for_one_tenant_is_one_batch()
    {
        await StartAsync(
            Definitions.Schedule("orders"),
            Definitions.Schedule("refunds"),
            Definitions.Schedule("visits", tenant: "globex"));

        await AdvanceAsync(60);

        var batches = new[] { await BatchAsync(), await BatchAsync() }.OrderBy(batch => batch.TenantId, StringComparer.Ordinal).ToArray();
        Assert.Equal(["acme", "globex"], batches.Select(batch => batch.TenantId));
        Assert.Equal(["orders", "refunds"], Contents(batches[0]).Select(due => due.Schedule).Order());
        Assert.Equal(["visits"], Contents(batches[1]).Select(due => due.Schedule));
        await NothingIsSentAsync();
    }

    [Fact]
    public async Task A_batch_carries_the_tenants_limits()
    {
        var definition = Definitions.Of(Definitions.Schedule("orders"), Definitions.Schedule("visits", tenant: "globex")) with
        {
            ConcurrencyPerTenant = 2,
            RetryHoldsTenant = false,
            Tenants = new Dictionary<string, TenantDefinition> { ["globex"] = new() { Concurrency = 5, MaxQueuedRuns = 7, Weight = 3 } }.ToImmutableDictionary(),
        };
        await StartAsync(definition);

        await AdvanceAsync(60);

        var limits = new[] { await BatchAsync(), await BatchAsync() }.ToDictionary(batch => batch.TenantId, batch => batch.Limits);
        Assert.Equal(new TenantLimits { Concurrency = 2, RetryHoldsTenant = false }, limits["acme"]);
        Assert.Equal(new TenantLimits { Concurrency = 5, MaxQueuedRuns = 7, RetryHoldsTenant = false, Weight = 3 }, limits["globex"]);
    }

    [Fact]
    public async Task A_batch_without_an_acknowledgement_is_sent_again_as_it_was()
    {
        await StartAsync(Definitions.Schedule());
        await AdvanceAsync(60);
        var first = await BatchAsync();

        await AdvanceAsync(5);
        await NothingIsSentAsync();
        await AdvanceAsync(2);

        var again = await BatchAsync();
        Assert.Equal((first.BatchId, first.TenantId), (again.BatchId, again.TenantId));
        Assert.Equal(Contents(first), Contents(again));
        Acknowledge(again);
        await AdvanceAsync(30);
        await NothingIsSentAsync();
    }

    [Fact]
    public async Task After_a_node_is_gone_a_batch_is_sent_again_at_once_until_it_is_acknowledged()
    {
        await StartAsync(Definitions.Schedule());
        await AdvanceAsync(60);
        var first = await BatchAsync();
        Actor.Tell(NodeGone.Instance);
        await ViewAsync();

        await AdvanceAsync(0.5);
        Assert.Equal(first.BatchId, (await BatchAsync()).BatchId);
        await AdvanceAsync(0.5);
        Acknowledge(await BatchAsync());
        await AdvanceAsync(30);

        await NothingIsSentAsync();
    }

    [Fact]
    public async Task What_was_due_before_a_schedule_was_disabled_is_sent_until_it_is_acknowledged()
    {
        await StartAsync(Definitions.Schedule());
        await AdvanceAsync(60);
        var first = await BatchAsync();
        await RedefineAsync(Definitions.Schedule() with { Enabled = false });
        Assert.Empty(Journal.Events<SchedulesRemoved>());

        await AdvanceAsync(7);
        var again = await BatchAsync();
        Assert.Equal(first.BatchId, again.BatchId);
        Acknowledge(again);

        await UntilAsync(() => Journal.Events<SchedulesRemoved>().Any(), "the end of the schedule");
        await AdvanceAsync(120);
        await NothingIsSentAsync();
    }

    [Fact]
    public async Task A_successor_accounts_for_what_was_due_before_a_schedule_was_disabled_and_not_acknowledged()
    {
        await StartAsync(Definitions.Schedule());
        await AdvanceAsync(60);
        await BatchAsync();
        await StopAsync(Actor);
        Advance(60);

        await StartAsync(Definitions.Schedule() with { Enabled = false });

        var left = await BatchAsync();
        Assert.Equal([("orders", 60, DueKind.Disabled), ("orders", 120, DueKind.Disabled)], Contents(left));
        Assert.Empty(Journal.Events<SchedulesRemoved>());
        Acknowledge(left);
        await UntilAsync(() => Journal.Events<SchedulesRemoved>().Any(), "the end of the schedule");
        await AdvanceAsync(120);
        await NothingIsSentAsync();
    }

    [Fact]
    public async Task A_tenant_gets_its_next_batch_only_after_it_acknowledged_the_one_before()
    {
        await StartAsync(Definitions.Schedule(cron: "*/2 * * * * *"));
        await AdvanceAsync(2);
        var first = await BatchAsync();
        await AdvanceAsync(2);
        await NothingIsSentAsync();

        Acknowledge(first);

        var second = await BatchAsync();
        Assert.Equal([("orders", 4, DueKind.Due)], Contents(second));
        Assert.NotEqual(first.BatchId, second.BatchId);
    }

    [Fact]
    public async Task A_tenant_that_answers_late_gets_all_that_was_due_meanwhile_in_its_order()
    {
        await StartAsync(Definitions.Schedule(cron: "*/2 * * * * *"));
        await AdvanceAsync(2);
        var first = await BatchAsync();
        await AdvanceAsync(2);
        await AdvanceAsync(2);

        Acknowledge(first);

        Assert.Equal([("orders", 4, DueKind.Due), ("orders", 6, DueKind.Due)], await TakeAsync());
    }

    [Fact]
    public async Task A_wrong_or_repeated_acknowledgement_changes_nothing()
    {
        await StartAsync(Definitions.Schedule());
        await AdvanceAsync(60);
        var batch = await BatchAsync();

        Actor.Tell(new RunDueAck("acme", batch.BatchId + 1));
        Actor.Tell(new RunDueAck("globex", batch.BatchId));
        await AdvanceAsync(2);
        Assert.Empty(Journal.Events<WatermarkAdvanced>());

        Acknowledge(batch);
        Acknowledge(batch);
        await WatermarkStoredAsync(60);
        await AdvanceAsync(58);
        Assert.Equal([("orders", 120, DueKind.Due)], await TakeAsync());
    }

    [Fact]
    public async Task The_watermark_is_stored_when_all_tenants_have_acknowledged()
    {
        await StartAsync(Definitions.Schedule("orders"), Definitions.Schedule("visits", tenant: "globex"));
        await AdvanceAsync(60);
        var batches = new[] { await BatchAsync(), await BatchAsync() };

        Acknowledge(batches[0]);
        await AdvanceAsync(2);
        Assert.Empty(Journal.Events<WatermarkAdvanced>());
        Acknowledge(batches[1]);

        await WatermarkStoredAsync(60);
    }

    [Fact]
    public async Task The_watermark_is_stored_at_most_once_a_second()
    {
        await StartAsync(Definitions.Schedule(cron: "1,2 * * * * *"));
        await AdvanceAsync(1);
        var first = await BatchAsync();
        await AdvanceAsync(0.9);
        Acknowledge(first);
        await WatermarkStoredAsync(1);

        // The scheduler hears some time after the journal has it that it is stored: only then does it wait for the next moment.
        await AdvanceAsync(0.1);
        await TakeAsync();
        await ArmedAsync(At(2.9));
        await AdvanceAsync(0.8);
        Assert.Equal([At(1)], Journal.Events<WatermarkAdvanced>().Select(stored => stored.Watermark));
        await AdvanceAsync(0.1);

        await WatermarkStoredAsync(2);
    }

    [Fact]
    public async Task A_watermark_that_could_not_be_stored_at_once_is_stored_soon_after()
    {
        await StartAsync(Definitions.Schedule(cron: "0,1,2 * * * * *"));
        await AdvanceAsync(1);
        var stored = Journal.Hold();
        await TakeAsync();
        await stored;
        await AdvanceAsync(1);
        await TakeAsync();
        await ViewAsync();
        Journal.Release();

        await WatermarkStoredAsync(2);
    }

    [Fact]
    public async Task A_restarted_scheduler_sends_again_what_came_after_the_watermark_in_order()
    {
        var schedule = Definitions.Schedule() with { Catchup = CatchupPolicy.All };
        await StartAsync(schedule);
        await AdvanceAsync(60);
        await TakeAsync();
        await WatermarkStoredAsync(60);
        await AdvanceAsync(60);
        await BatchAsync();

        await RestartAsync(61, schedule);

        Assert.Equal([("orders", 120, DueKind.CatchUp), ("orders", 180, DueKind.Due)], await TakeAsync());
    }

    [Fact]
    public async Task Without_a_watermark_a_restarted_scheduler_sends_all_since_the_registration()
    {
        await StartAsync(Definitions.Schedule());
        await AdvanceAsync(60);
        await BatchAsync();

        await RestartAsync(1, Definitions.Schedule());

        Assert.Equal([("orders", 60, DueKind.Due)], await TakeAsync());
        await WatermarkStoredAsync(61);
    }

    [Theory]
    [InlineData(CatchupPolicy.Latest, new[] { DueKind.Missed, DueKind.Missed, DueKind.CatchUp })]
    [InlineData(CatchupPolicy.None, new[] { DueKind.Missed, DueKind.Missed, DueKind.Missed })]
    [InlineData(CatchupPolicy.All, new[] { DueKind.CatchUp, DueKind.CatchUp, DueKind.CatchUp })]
    internal async Task Occurrences_of_a_time_without_a_scheduler_are_treated_as_the_policy_says(CatchupPolicy policy, DueKind[] expected)
    {
        var schedule = Definitions.Schedule() with { Catchup = policy };
        await StartAsync(schedule);
        await AdvanceAsync(60);
        await TakeAsync();
        await WatermarkStoredAsync(60);

        await RestartAsync(200, schedule);

        Assert.Equal([("orders", 120, expected[0]), ("orders", 180, expected[1]), ("orders", 240, expected[2])], await TakeAsync());
        Assert.Equal(At(300), (await ViewAsync())!.NextAt);
    }

    [Fact]
    public async Task A_jump_of_the_clock_is_time_in_which_nobody_was_up()
    {
        await StartAsync(Definitions.Schedule() with { Catchup = CatchupPolicy.Latest });

        Clock.Jump(TimeSpan.FromSeconds(200));
        await AdvanceAsync(10);

        Assert.Equal([("orders", 60, DueKind.Missed), ("orders", 120, DueKind.Missed), ("orders", 180, DueKind.CatchUp)], await TakeAsync());
    }

    [Fact]
    public async Task Jitter_delays_every_occurrence_of_a_schedule_by_the_same_time()
    {
        var schedule = Definitions.Schedule() with { Jitter = TimeSpan.FromSeconds(50) };
        var offset = ScheduleEntry.OffsetOf(schedule).TotalSeconds;
        Assert.InRange(offset, 0.001, 50);
        await StartAsync(schedule);

        // The occurrence at the start itself came before the registration.
        await AdvanceAsync(60 + offset - 0.001);
        await NothingIsSentAsync();
        await AdvanceAsync(0.001);
        Assert.Equal([("orders", 60, DueKind.Due)], await TakeAsync());

        await AdvanceAsync(59.999);
        await NothingIsSentAsync();
        await AdvanceAsync(0.001);
        Assert.Equal([("orders", 120, DueKind.Due)], await TakeAsync());
    }

    [Fact]
    public async Task A_restart_in_the_time_of_the_jitter_loses_and_doubles_nothing()
    {
        var schedule = Definitions.Schedule() with { Jitter = TimeSpan.FromSeconds(50) };
        var offset = ScheduleEntry.OffsetOf(schedule).TotalSeconds;
        await StartAsync(schedule);
        await AdvanceAsync(60 + offset);
        await TakeAsync();
        await WatermarkStoredAsync(60 + offset);
        await AdvanceAsync(60 - offset);

        await RestartAsync(offset / 2, schedule);
        await NothingIsSentAsync();
        await AdvanceAsync(offset);

        Assert.Equal([("orders", 120, DueKind.Due)], await TakeAsync());
    }

    [Fact]
    public async Task A_tenant_that_may_sleep_is_woken_ahead()
    {
        Tenants.IgnoreNoMessages();
        await StartAsync(Definitions.Schedule(cron: "*/10 * * * *"));

        await AdvanceAsync(596.9);
        await NothingIsSentAsync();
        await AdvanceAsync(0.1);

        Assert.Equal("acme", (await Tenants.ExpectMsgAsync<WakeTenant>(Patience)).TenantId);
        await AdvanceAsync(3);
        Assert.Equal([("orders", 600, DueKind.Due)], await TakeAsync());
    }

    [Fact]
    public async Task A_failed_write_stops_the_scheduler_before_it_acts()
    {
        await StartAsync(Definitions.Schedule());
        Watch(Actor);
        Journal.FailNext();

        Actor.Tell(new PauseSchedule("orders", "ann", null, null), TestActor);

        await ExpectTerminatedAsync(Actor, Patience);
        await ExpectNoMsgAsync(Silence);
        await StartAsync(Definitions.Schedule());
        Assert.Equal(ScheduleStatus.Active, (await ViewAsync())!.State);
    }

    [Fact]
    public async Task A_refused_write_stops_the_scheduler_before_it_acts()
    {
        await StartAsync(Definitions.Schedule());
        Watch(Actor);
        Journal.RejectNext();

        Actor.Tell(new PauseSchedule("orders", "ann", null, null), TestActor);

        await ExpectTerminatedAsync(Actor, Patience);
        await ExpectNoMsgAsync(Silence);
        await StartAsync(Definitions.Schedule());
        Assert.Equal(ScheduleStatus.Active, (await ViewAsync())!.State);
    }
}
