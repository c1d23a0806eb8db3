using Akka.Actor;
using Akka.TestKit;
using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;
using Dativo.Actors.Tests.VirtualTime;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Tests.Jobs;

/// <summary>The supervision of one run and its job actors; tenant and worker are the test.</summary>
public sealed class RunSupervisorTests : ActorTest
{
    private const string Node = "akka://dativo@one:1#1";

    private static readonly RunAssignment Run = new("acme", new Guid(1, 0, 0, new byte[8]), new JobSpec { Schedule = "orders", ConfigFile = "/jobs/orders.yaml" }, At(0), null);

    private readonly TestProbe _tenant;
    private readonly TestProbe _worker;
    private readonly TestNodes _nodes = new();

    public RunSupervisorTests()
    {
        _tenant = CreateTestProbe();
        _worker = CreateTestProbe();
        _nodes.Join(Node, _worker);
    }

    [Fact]
    public async Task A_job_actor_that_breaks_while_it_runs_is_replaced_and_finds_its_attempt()
    {
        var supervisor = Start(new RunStart.WithoutSlot());
        var job = await GrantAsync(supervisor);
        Break(job);

        await RepairedAsync();

        Assert.Equal(new AttachAttempt("acme", Run.RunId, 1), await _worker.ExpectMsgAsync<AttachAttempt>(Patience));
        Assert.NotEqual(job, _worker.LastSender);
    }

    [Fact]
    public async Task A_job_actor_that_breaks_while_it_waits_for_a_slot_is_replaced_and_asks_again()
    {
        Start(new RunStart.WithoutSlot());
        await _worker.ExpectMsgAsync<RequestSlot>(Patience);
        Break(_worker.LastSender);

        await RepairedAsync();

        await _worker.ExpectMsgAsync<RequestSlot>(Patience);
    }

    [Fact]
    public async Task A_job_actor_that_breaks_with_a_handed_over_slot_is_replaced_and_finds_its_attempt()
    {
        Start(new RunStart.WithSlot(Run.OrderFor(1, 1), IsSpare: false));
        await _worker.ExpectMsgAsync<LaunchAttempt>(Patience);
        Break(_worker.LastSender);

        await RepairedAsync();

        await _worker.ExpectMsgAsync<AttachAttempt>(Patience);
    }

    [Fact]
    public async Task A_retry_that_overtakes_a_repair_has_one_job_actor()
    {
        var supervisor = Start(new RunStart.WithoutSlot());
        Break(await GrantAsync(supervisor));
        await ArmedAsync(At(1));
        supervisor.Tell(new Do(static run => run.Retry(At(0))));
        await _tenant.ExpectMsgAsync<RetryDue>(Patience);
        supervisor.Tell(new Do(static run => run.TakePlace()));
        await _worker.ExpectMsgAsync<RequestSlot>(Patience);

        Advance(1);

        await _worker.ExpectNoMsgAsync(Silence);
    }

    [Fact]
    public async Task A_wish_to_stop_that_comes_during_a_repair_is_not_lost()
    {
        var supervisor = Start(new RunStart.WithoutSlot());
        Break(await GrantAsync(supervisor));
        await ArmedAsync(At(1));
        supervisor.Tell(new Do(static run => run.Cancel()));

        Advance(1);

        await _worker.ExpectMsgAsync<AttachAttempt>(Patience);
        Assert.Equal(new CancelAttempt(Run.RunId, 1), await _worker.ExpectMsgAsync<CancelAttempt>(Patience));
    }

    [Fact]
    public async Task A_lost_request_for_a_slot_is_sent_again()
    {
        Start(new RunStart.WithoutSlot());
        await _worker.ExpectMsgAsync<RequestSlot>(Patience);

        Advance(5);

        await _worker.ExpectMsgAsync<RequestSlot>(Patience);
    }

    [Fact]
    public async Task A_lost_launch_is_sent_again_until_the_process_is_there()
    {
        Start(new RunStart.WithSlot(Run.OrderFor(1, 1), IsSpare: false));
        await _worker.ExpectMsgAsync<LaunchAttempt>(Patience);
        Advance(5);
        await _worker.ExpectMsgAsync<LaunchAttempt>(Patience);

        _worker.Reply(new AttemptLaunched(Run.RunId, 1, 7));
        Assert.Equal(new AttemptRuns(Run.RunId, 1, 7), await _tenant.ExpectMsgAsync<AttemptRuns>(Patience));
        Advance(5);

        await _worker.ExpectNoMsgAsync(Silence);
    }

    [Fact]
    public async Task An_attempt_that_is_known_to_be_interrupted_is_told_until_it_is_stored()
    {
        Start(new RunStart.Running(3, "akka://dativo@gone:1#1"));
        var finished = await _tenant.ExpectMsgAsync<AttemptFinished>(Patience);
        Assert.Equal((3, AttemptOutcomeKind.Interrupted), (finished.Attempt, finished.Outcome.Kind));
        Advance(5);
        await _tenant.ExpectMsgAsync<AttemptFinished>(Patience);

        _tenant.Reply(new OutcomeStored(Run.RunId, 3, null));
        Advance(5);

        await _tenant.ExpectNoMsgAsync(Silence);
    }

    private IActorRef Start(RunStart start) => Sys.ActorOf(Props.Create(
        typeof(Tenant),
        start,
        _tenant.Ref,
        new JobActorServices(_worker, Node, _nodes, Clock)));

    // What an exception does too, which no message makes it throw.
    private static void Break(IActorRef job) => job.Tell(Kill.Instance);

    /// <summary>Takes the run to where its first attempt is launched; gives the job actor.</summary>
    private async Task<IActorRef> GrantAsync(IActorRef supervisor)
    {
        await _worker.ExpectMsgAsync<RequestSlot>(Patience);
        _worker.Reply(new SlotGranted(Run.RunId, Node));
        await _tenant.ExpectMsgAsync<AttemptReady>(Patience);
        supervisor.Tell(new Do(static run => run.Start(new StartAttempt(Run.OrderFor(1, 1), Node))));
        await _worker.ExpectMsgAsync<LaunchAttempt>(Patience);
        _worker.Reply(new AttemptLaunched(Run.RunId, 1, 7));
        await _tenant.ExpectMsgAsync<AttemptRuns>(Patience);
        return _worker.LastSender;
    }

    private async Task RepairedAsync()
    {
        await ArmedAsync(At(1));
        Advance(1);
    }

    /// <summary>To be done with the run's supervision.</summary>
    private sealed record Do(Action<RunSupervisor> Action);

    /// <summary>As much of a tenant's actor as supervises one run; the rest of it is the probe.</summary>
    private sealed class Tenant : ReceiveActor, IWithTimers
    {
        private readonly RunSupervisors _runs;
        private readonly RunStart _start;

        public Tenant(RunStart start, IActorRef rest, JobActorServices services)
        {
            _start = start;
            _runs = new RunSupervisors(this, Context, services);
            Receive<Do>(message => message.Action(_runs.Of(Run.RunId)!));
            Receive<RepairJob>(_runs.Repair);
            ReceiveAny(rest.Forward);
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override SupervisorStrategy SupervisorStrategy() => _runs.Strategy;

        protected override void PreStart() => _runs.Begin(Run, _start);
    }
}
