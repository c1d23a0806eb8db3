using Akka.Actor;
using Akka.TestKit;
using Dativo.Actors.Configuration;
using Dativo.Actors.Scheduling;
using Dativo.Actors.Telemetry;
using Dativo.Actors.Tenants;
using Dativo.Actors.Tests.VirtualTime;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dativo.Actors.Tests.Scheduling;

/// <summary>A scheduler on virtual time; the test is all its tenants.</summary>
public abstract class SchedulerTest : ActorTest
{
    private IActorRef? _actor;

    private protected SchedulerTest()
    {
        Tenants = CreateTestProbe("tenants");

        // They say nothing about what is due; the test that is about them listens.
        Tenants.IgnoreMessages(message => message is WakeTenant);
    }

    private protected TestProbe Tenants { get; }

    private protected IActorRef Actor => _actor ?? throw new InvalidOperationException("No scheduler was started.");

    private protected virtual SchedulerServices Configure(SchedulerServices services) => services;

    /// <summary>Starts a scheduler with this definition, and waits until it serves it.</summary>
    private protected async Task StartAsync(params ScheduleDefinition[] schedules) => await StartAsync(Definitions.Of(schedules));

    private protected async Task StartAsync(RunnerDefinition definition)
    {
        Begin(new DefinitionFile(definition.File, new RunnerConfigurationLoader(new ConfigurationOptions()), new LoadResult(definition, [])));
        await ServesAsync(definition);
    }

    private protected void Begin(DefinitionFile file) => _actor = Sys.ActorOf(Props.Create(typeof(SchedulerActor), Configure(new SchedulerServices
    {
        Definition = file,
        Tenants = Tenants,
        Time = Clock,
        Log = new ScheduleLog(NullLogger<ScheduleLog>.Instance),
    })));

    /// <summary>Kills the scheduler, lets time pass while there is none, and starts another.</summary>
    private protected async Task RestartAsync(double downtime, params ScheduleDefinition[] schedules)
    {
        await StopAsync(Actor);
        Advance(downtime);
        await StartAsync(schedules);
    }

    private protected async Task RedefineAsync(params ScheduleDefinition[] schedules)
    {
        var definition = Definitions.Of(schedules);
        Actor.Tell(new DefinitionLoaded(definition));
        await ServesAsync(definition);
    }

    /// <summary>The schedule; what the scheduler was told before is done when it answers.</summary>
    private protected async Task<ScheduleView?> ViewAsync(string name = "orders") =>
        (await Actor.Ask<ScheduleReply>(new GetSchedule(name), Patience)).Schedule;

    /// <summary>Moves the time, and waits until the scheduler has done what is due.</summary>
    private protected Task AdvanceAsync(double seconds) => AdvanceAsync(seconds, () => ViewAsync());

    private protected async Task<ScheduleView?> PauseAsync(string name = "orders", DateTimeOffset? until = null) =>
        (await Actor.Ask<ScheduleReply>(new PauseSchedule(name, "ann", "month end", until), Patience)).Schedule;

    private protected async Task<ScheduleView?> ResumeAsync(string name = "orders") =>
        (await Actor.Ask<ScheduleReply>(new ResumeSchedule(name, "bob"), Patience)).Schedule;

    /// <summary>The next batch that a tenant gets.</summary>
    private protected async Task<RunDue> BatchAsync() => await Tenants.ExpectMsgAsync<RunDue>(Patience);

    private protected void Acknowledge(RunDue batch) => Actor.Tell(new RunDueAck(batch.TenantId, batch.BatchId), Tenants);

    /// <summary>Takes the next batch, acknowledges it, and gives what became of its schedules' occurrences, each as seconds after the start.</summary>
    private protected async Task<(string Schedule, double Second, DueKind Kind)[]> TakeAsync()
    {
        var batch = await BatchAsync();
        Acknowledge(batch);
        return Contents(batch);
    }

    private protected static (string Schedule, double Second, DueKind Kind)[] Contents(RunDue batch) =>
    [
        .. batch.Schedules.SelectMany(due => due.Occurrences.Select(o => (due.Spec.Schedule, (o.ScheduledFor - VirtualScheduler.Start).TotalSeconds, o.Kind))),
    ];

    private protected Task NothingIsSentAsync() => Tenants.ExpectNoMsgAsync(Silence).AsTask();

    private protected Task WatermarkStoredAsync(double second) =>
        UntilAsync(() => Journal.Events<WatermarkAdvanced>().LastOrDefault()?.Watermark == At(second), $"the watermark of second {second}");

    // A definition is served when the scheduler has looked after it for the first time, and set its timer.
    private async Task ServesAsync(RunnerDefinition definition)
    {
        await AwaitAssertAsync(
            async () =>
            {
                var page = await Actor.Ask<SchedulePage>(new GetSchedules(null, int.MaxValue - 1), Patience);
                Assert.Equal(
                    definition.Schedules.Select(schedule => (schedule.Name, schedule.RuleText, schedule.InvalidReason)).Order().ToArray(),
                    page.Schedules.Select(view => (view.Name, view.Rule, view.InvalidReason)).Order().ToArray());
            },
            Patience,
            TimeSpan.FromMilliseconds(5));
    }
}
