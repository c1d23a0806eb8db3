using Akka.Actor;
using Akka.TestKit;
using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;
using Dativo.Actors.Tests.VirtualTime;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Tests.Workers;

/// <summary>A worker with two slots; its job actors and tenants are the test.</summary>
public sealed class WorkerActorTests : ActorTest
{
    private const string Node = "akka://dativo@one:1#1";

    private readonly ScriptedExecutor _executor = new();
    private readonly SlotBoard _board = new();
    private readonly TestProbe _tenants;
    private readonly IActorRef _worker;

    public WorkerActorTests()
    {
        _tenants = CreateTestProbe();
        _worker = Sys.ActorOf(Props.Create(typeof(WorkerActor), new WorkerServices(_executor, 2, Node, () => _tenants) { Time = Clock, Board = _board }));
    }

    [Fact]
    public async Task A_slot_is_granted_and_the_attempt_launched_in_it()
    {
        _executor.Ready();
        var job = Job("acme");

        job.Request();
        Assert.Equal(new SlotGranted(job.RunId, Node), await job.Probe.ExpectMsgAsync<SlotGranted>(Patience));
        job.Launch();

        Assert.Equal(new AttemptLaunched(job.RunId, 1, 1), await job.Probe.ExpectMsgAsync<AttemptLaunched>(Patience));
        Assert.Equal(job.RunId, Assert.Single(_executor.Started).RunId);
    }

    [Fact]
    public async Task No_slot_is_granted_before_the_executor_is_ready()
    {
        var job = Job("acme");
        job.Request();
        Assert.Equal(new WorkerLoad(0, 2, 1), await LoadAsync());

        _executor.Ready();

        await job.GrantedAsync();
    }

    [Fact]
    public async Task A_node_that_can_start_nothing_more_gives_no_slot_and_refuses_launches()
    {
        _executor.Ready();
        var early = Job("acme");
        early.Request();
        await early.GrantedAsync();

        _executor.Lose();
        await UntilLoadAsync(new WorkerLoad(1, 2, 0, Draining: true));
        var late = Job("zeta");
        late.Request();
        early.Launch();

        Assert.Equal(new AttemptUnknown(early.RunId, 1), await early.Probe.ExpectMsgAsync<AttemptUnknown>(Patience));
        Assert.Equal(new WorkerLoad(0, 2, 1, Draining: true), await LoadAsync());
        Assert.Empty(_executor.Started);
    }

    [Fact]
    public async Task Slots_that_nobody_waits_for_are_on_the_board_and_an_attempt_may_be_launched_in_one()
    {
        Assert.Equal(0, _board.Spare);
        _executor.Ready();
        await AwaitAssertAsync(() => Assert.Equal(2, _board.Spare), Patience);
        var spare = Job("acme");
        Assert.True(_board.TryTake());

        spare.LaunchInSpareSlot();

        Assert.Equal(new AttemptLaunched(spare.RunId, 1, 1), await spare.Probe.ExpectMsgAsync<AttemptLaunched>(Patience));
        await UntilLoadAsync(new WorkerLoad(1, 2, 0));
        _executor.Exit(spare.RunId);
        await spare.FinishedAsync();
        await spare.StoredAsync();
        await UntilLoadAsync(new WorkerLoad(0, 2, 0));
        Assert.Equal(2, _board.Spare);
    }

    [Fact]
    public async Task A_launch_that_says_it_has_a_spare_slot_where_none_was_taken_waits_like_others()
    {
        var job = await JobThatFindsNoSlotAsync();

        job.LaunchInSpareSlot();

        Assert.Equal(new WorkerLoad(2, 2, 1), await LoadAsync());
        Assert.Equal(2, _executor.Started.Count);
    }

    [Fact]
    public async Task A_launch_that_finds_no_slot_for_long_is_refused_and_its_run_may_wait_elsewhere()
    {
        var job = await JobThatFindsNoSlotAsync();
        job.LaunchInSpareSlot();
        await LoadAsync();

        Advance(2);
        await LoadAsync();
        Advance(2);

        Assert.Equal(new AttemptUnknown(job.RunId, 1), await job.Probe.ExpectMsgAsync<AttemptUnknown>(Patience));
        Assert.Equal(new WorkerLoad(2, 2, 0), await LoadAsync());
    }

    [Fact]
    public async Task A_launch_that_comes_again_and_finds_no_slot_waits_longer_before_it_is_refused()
    {
        var job = await JobThatFindsNoSlotAsync();
        job.Launch();

        for (var seconds = 0; seconds < 28; seconds += 2)
        {
            Assert.Equal(new WorkerLoad(2, 2, 1), await LoadAsync());
            Advance(2);
        }

        Assert.Equal(new WorkerLoad(2, 2, 1), await LoadAsync());
        Advance(2);
        Assert.Equal(new AttemptUnknown(job.RunId, 1), await job.Probe.ExpectMsgAsync<AttemptUnknown>(Patience));
    }

    [Fact]
    public async Task A_launch_is_not_refused_while_the_end_of_a_run_waits_to_be_stored_and_has_the_slot_then()
    {
        _executor.Ready();
        var ends = await RunningAsync("acme");
        await RunningAsync("globex");
        _executor.Exit(ends.RunId);
        Assert.True((await ends.FinishedAsync()).SlotOffered);
        var job = Job("zeta");
        job.LaunchInSpareSlot();

        Advance(2);
        await LoadAsync();
        Advance(2);
        Assert.Equal(new WorkerLoad(2, 2, 1), await LoadAsync());
        await ends.StoredAsync();

        Assert.Equal(job.RunId, (await job.Probe.ExpectMsgAsync<AttemptLaunched>(Patience)).RunId);
    }

    [Fact]
    public async Task A_spare_slot_that_comes_back_goes_to_who_waits()
    {
        _executor.Ready();
        await RunningAsync("acme");
        await AwaitAssertAsync(() => Assert.Equal(1, _board.Spare), Patience);
        Assert.True(_board.TryTake());
        var waiting = Job("zeta");
        waiting.Request();
        Assert.Equal(new WorkerLoad(2, 2, 1), await LoadAsync());

        _board.Put(1);
        _worker.Tell(SpareSlotReturned.Instance);

        await waiting.GrantedAsync();
    }

    [Fact]
    public async Task More_than_the_slots_never_run()
    {
        _executor.Ready();
        var jobs = Enumerable.Range(0, 20).Select(i => Job($"tenant{i % 3}")).ToList();
        foreach (var job in jobs)
            job.Request();
        var waiting = jobs.ToList();
        while (waiting.Count > 0)
        {
            Assert.Equal(waiting.Count >= 2 ? 2 : 1, (await LoadAsync()).SlotsInUse);
            var granted = waiting.First(job => job.Probe.HasMessages);
            await granted.GrantedAsync();
            await granted.LaunchedAsync();
            _executor.Exit(granted.RunId);
            await granted.FinishedAsync();
            await granted.StoredAsync();
            waiting.Remove(granted);
            await LoadAsync();
        }

        Assert.InRange(_executor.Most, 1, 2);
        Assert.Equal(new WorkerLoad(0, 2, 0), await LoadAsync());
    }

    [Fact]
    public async Task Tenants_take_turns()
    {
        var flood = Enumerable.Range(0, 5).Select(_ => Job("flood")).ToArray();
        foreach (var job in flood)
            job.Request();
        var single = Job("single");
        single.Request();
        _executor.Ready();

        await flood[0].GrantedAsync();
        await single.GrantedAsync();
        await flood[1].Probe.ExpectNoMsgAsync(Silence);
    }

    [Fact]
    public async Task A_repeated_request_takes_no_second_slot()
    {
        _executor.Ready();
        var job = Job("acme");
        job.Request();
        await job.GrantedAsync();

        job.Request();
        await job.GrantedAsync();

        Assert.Equal(new WorkerLoad(1, 2, 0), await LoadAsync());
    }

    [Fact]
    public async Task A_repeated_launch_starts_no_second_process()
    {
        _executor.Ready();
        var job = await RunningAsync("acme");

        job.Launch();

        await job.Probe.ExpectMsgAsync<AttemptLaunched>(Patience);
        Assert.Single(_executor.Started);
    }

    [Fact]
    public async Task An_attempt_is_launched_when_its_process_runs_and_the_worker_serves_others_until_then()
    {
        var job = await LaunchedSlowlyAsync("acme");
        job.Launch();
        Assert.Equal(new WorkerLoad(1, 2, 0), await LoadAsync());
        Assert.False(job.Probe.HasMessages);

        _executor.Of(job.RunId).Launch();

        Assert.Equal(new AttemptLaunched(job.RunId, 1, 1), await job.Probe.ExpectMsgAsync<AttemptLaunched>(Patience));
        Assert.Single(_executor.Started);
    }

    [Fact]
    public async Task An_attempt_is_stopped_also_before_its_process_runs()
    {
        var job = await LaunchedSlowlyAsync("acme");
        await LoadAsync();

        _worker.Tell(new CancelAttempt(job.RunId, 1), job.Probe);

        Assert.Equal(AttemptOutcomeKind.Cancelled, await _executor.Of(job.RunId).Stopped.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_job_actor_that_dies_before_its_launch_gives_its_slot_back()
    {
        _executor.Ready();
        var job = Job("acme");
        job.Request();
        await job.GrantedAsync();

        await StopAsync(job.Probe);

        await UntilLoadAsync(new WorkerLoad(0, 2, 0));
    }

    [Fact]
    public async Task An_outcome_is_kept_and_sent_again_through_the_tenants_region_until_it_is_stored()
    {
        _executor.Ready();
        var job = await RunningAsync("acme");
        _executor.Exit(job.RunId, 2);
        var finished = await job.FinishedAsync();
        Assert.Equal(("acme", job.RunId, 1, 2), (finished.TenantId, finished.RunId, finished.Attempt, finished.Outcome.ExitCode));

        Advance(5);
        await LoadAsync();
        await _tenants.ExpectNoMsgAsync(Silence);
        Advance(5);
        Assert.Equal(finished.Outcome, (await _tenants.ExpectMsgAsync<AttemptFinished>(Patience)).Outcome);
        Assert.Equal(_worker, _tenants.LastSender);
        Advance(5);
        await _tenants.ExpectMsgAsync<AttemptFinished>(Patience);

        await job.StoredAsync();
        Advance(5);
        await LoadAsync();
        await _tenants.ExpectNoMsgAsync(Silence);
    }

    [Fact]
    public async Task The_outcome_of_a_job_actor_that_is_gone_goes_to_the_tenants_region_at_once()
    {
        _executor.Ready();
        var job = await RunningAsync("acme");
        await StopAsync(job.Probe);
        await LoadAsync();

        _executor.Exit(job.RunId);

        var finished = await _tenants.ExpectMsgAsync<AttemptFinished>(Patience);
        Assert.Equal((job.RunId, false), (finished.RunId, finished.SlotOffered));
    }

    [Fact]
    public async Task An_outcome_whose_job_actor_dies_goes_to_the_tenants_region()
    {
        _executor.Ready();
        var job = await RunningAsync("acme");
        _executor.Exit(job.RunId);
        await job.FinishedAsync();

        await StopAsync(job.Probe);

        await _tenants.ExpectMsgAsync<AttemptFinished>(Patience);
    }

    [Fact]
    public async Task An_offered_slot_goes_to_the_tenants_next_run()
    {
        _executor.Ready();
        var job = await RunningAsync("acme");
        _executor.Exit(job.RunId);
        Assert.True((await job.FinishedAsync()).SlotOffered);
        Assert.Equal(1, (await LoadAsync()).SlotsInUse);
        var next = Job("acme");

        _worker.Tell(new OutcomeStored(job.RunId, 1, next.RunId));
        Assert.Equal(new WorkerLoad(1, 2, 0), await LoadAsync());
        await next.LaunchedAsync();

        Assert.Equal(new WorkerLoad(1, 2, 0), await LoadAsync());
        Advance(30);
        Assert.Equal(new WorkerLoad(1, 2, 0), await LoadAsync());
    }

    [Fact]
    public async Task A_slot_kept_for_a_run_that_does_not_come_is_free_again_after_a_while()
    {
        _executor.Ready();
        var job = await RunningAsync("acme");
        _executor.Exit(job.RunId);
        await job.FinishedAsync();
        _worker.Tell(new OutcomeStored(job.RunId, 1, Guid.NewGuid()));
        Assert.Equal(1, (await LoadAsync()).SlotsInUse);

        Advance(9.999);
        Assert.Equal(1, (await LoadAsync()).SlotsInUse);
        Advance(0.001);

        Assert.Equal(0, (await LoadAsync()).SlotsInUse);
    }

    [Fact]
    public async Task A_slot_is_not_offered_while_others_wait()
    {
        _executor.Ready();
        var jobs = new[] { await RunningAsync("acme"), await RunningAsync("acme") };
        var waiting = Job("globex");
        waiting.Request();
        await LoadAsync();

        _executor.Exit(jobs[0].RunId);

        Assert.False((await jobs[0].FinishedAsync()).SlotOffered);
        await waiting.GrantedAsync();
    }

    [Fact]
    public async Task A_slot_offered_to_a_tenant_that_does_not_answer_goes_to_others()
    {
        _executor.Ready();
        var jobs = new[] { await RunningAsync("acme"), await RunningAsync("acme") };
        _executor.Exit(jobs[0].RunId);
        Assert.True((await jobs[0].FinishedAsync()).SlotOffered);
        var waiting = Job("globex");
        waiting.Request();
        await LoadAsync();
        await waiting.Probe.ExpectNoMsgAsync(Silence);

        Advance(5);
        await LoadAsync();
        Advance(5);

        await waiting.GrantedAsync();
        Assert.False((await _tenants.ExpectMsgAsync<AttemptFinished>(Patience)).SlotOffered);
        Assert.Equal(new WorkerLoad(2, 2, 0), await LoadAsync());
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_is_stopped_as_timed_out()
    {
        _executor.Ready();
        var job = await RunningAsync("acme", timeout: TimeSpan.FromSeconds(30));

        Advance(29.999);
        await LoadAsync();
        Assert.False(_executor.Of(job.RunId).Stopped.IsCompleted);
        Advance(0.001);

        Assert.Equal(AttemptOutcomeKind.TimedOut, await _executor.Of(job.RunId).Stopped.WaitAsync(Patience));
    }

    [Fact]
    public async Task The_timeout_of_an_attempt_that_is_over_does_not_hit_the_next_one()
    {
        _executor.Ready();
        var job = await RunningAsync("acme", timeout: TimeSpan.FromSeconds(30));
        _executor.Exit(job.RunId, 2);
        await job.FinishedAsync();
        await job.StoredAsync();
        job.Timeout = null;
        await job.LaunchedAsync(attempt: 2);

        Advance(60);
        await LoadAsync();

        Assert.False(_executor.Of(job.RunId).Stopped.IsCompleted);
    }

    [Fact]
    public async Task A_cancelled_attempt_is_stopped()
    {
        _executor.Ready();
        var job = await RunningAsync("acme");

        _worker.Tell(new CancelAttempt(job.RunId, 2));
        await LoadAsync();
        Assert.False(_executor.Of(job.RunId).Stopped.IsCompleted);
        _worker.Tell(new CancelAttempt(job.RunId, 1));

        Assert.Equal(AttemptOutcomeKind.Cancelled, await _executor.Of(job.RunId).Stopped.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_new_job_actor_takes_over_a_running_attempt()
    {
        _executor.Ready();
        var job = await RunningAsync("acme");
        await StopAsync(job.Probe);
        var successor = Job("acme", job.RunId);

        successor.Attach();

        Assert.Equal(new AttemptLaunched(job.RunId, 1, 1), await successor.Probe.ExpectMsgAsync<AttemptLaunched>(Patience));
        _executor.Exit(job.RunId);
        Assert.Equal(0, (await successor.FinishedAsync()).Outcome.ExitCode);
        await _tenants.ExpectNoMsgAsync(Silence);
    }

    [Fact]
    public async Task A_new_job_actor_gets_the_outcome_of_an_attempt_that_is_over()
    {
        _executor.Ready();
        var job = await RunningAsync("acme");
        _executor.Exit(job.RunId, 2);
        await job.FinishedAsync();
        var successor = Job("acme", job.RunId);

        successor.Attach();

        Assert.Equal(2, (await successor.FinishedAsync()).Outcome.ExitCode);
    }

    [Fact]
    public async Task An_attempt_it_disowned_is_not_started_by_a_late_launch()
    {
        _executor.Ready();
        var job = Job("acme");
        job.Attach();
        Assert.Equal(new AttemptUnknown(job.RunId, 1), await job.Probe.ExpectMsgAsync<AttemptUnknown>(Patience));

        job.Launch();
        Assert.Equal(new AttemptUnknown(job.RunId, 1), await job.Probe.ExpectMsgAsync<AttemptUnknown>(Patience));
        Assert.Empty(_executor.Started);
        await job.LaunchedAsync(attempt: 2);
    }

    [Fact]
    public async Task A_program_that_cannot_be_started_is_an_outcome_and_harms_no_other_attempt()
    {
        _executor.Ready();
        var other = await RunningAsync("acme");
        _executor.Breaks = true;
        var job = Job("globex");
        job.Request();
        await job.GrantedAsync();
        job.Launch();

        var finished = await job.Probe.FishForMessageAsync<AttemptFinished>(_ => true, Patience);

        Assert.Equal((AttemptOutcomeKind.StartFailed, "out of everything"), (finished.Outcome.Kind, finished.Outcome.Error));
        other.Attach();
        await other.Probe.ExpectMsgAsync<AttemptLaunched>(Patience);
    }

    [Fact]
    public async Task An_attempt_whose_end_cannot_be_learnt_is_interrupted()
    {
        _executor.Ready();
        var job = await RunningAsync("acme");

        _executor.Of(job.RunId).Break(new IOException("lost it"));

        var finished = await job.FinishedAsync();
        Assert.Equal((AttemptOutcomeKind.Interrupted, "lost it"), (finished.Outcome.Kind, finished.Outcome.Error));
    }

    [Fact]
    public async Task An_idle_worker_is_drained_at_once()
    {
        _executor.Ready();

        await _worker.Ask<WorkerDrained>(new DrainWorker(TimeSpan.Zero), Patience);
    }

    [Fact]
    public async Task A_drained_worker_interrupts_what_runs_and_is_done_when_all_is_stored()
    {
        _executor.Ready();
        var jobs = new[] { await RunningAsync("acme"), await RunningAsync("globex") };

        _worker.Tell(new DrainWorker(TimeSpan.Zero), TestActor);

        foreach (var job in jobs)
        {
            Assert.Equal(AttemptOutcomeKind.Interrupted, await _executor.Of(job.RunId).Stopped.WaitAsync(Patience));
            _executor.Of(job.RunId).End(new AttemptOutcome { Kind = AttemptOutcomeKind.Interrupted });
            Assert.False((await job.FinishedAsync()).SlotOffered);
        }

        await jobs[0].StoredAsync();
        await ExpectNoMsgAsync(Silence);
        await jobs[1].StoredAsync();
        await ExpectMsgAsync<WorkerDrained>(Patience);
    }

    [Fact]
    public async Task A_drained_worker_starts_nothing_more()
    {
        _executor.Ready();
        var granted = Job("acme");
        granted.Request();
        await granted.GrantedAsync();
        await _worker.Ask<WorkerDrained>(new DrainWorker(TimeSpan.Zero), Patience);

        granted.Launch();
        Assert.Equal(new AttemptUnknown(granted.RunId, 1), await granted.Probe.ExpectMsgAsync<AttemptUnknown>(Patience));
        var late = Job("globex");
        late.Request();

        await late.Probe.ExpectNoMsgAsync(Silence);
        Assert.Empty(_executor.Started);
    }

    private async Task<WorkerLoad> LoadAsync() => await _worker.Ask<WorkerLoad>(GetWorkerLoad.Instance, Patience);

    private Task UntilLoadAsync(WorkerLoad load) =>
        AwaitAssertAsync(async () => Assert.Equal(load, await LoadAsync()), Patience, TimeSpan.FromMilliseconds(2));

    private JobProbe Job(string tenantId, Guid? runId = null) => new(this, tenantId, runId ?? Guid.NewGuid());

    private async Task<JobProbe> RunningAsync(string tenantId, TimeSpan? timeout = null)
    {
        var job = Job(tenantId);
        job.Timeout = timeout;
        job.Request();
        await job.GrantedAsync();
        await job.LaunchedAsync();
        return job;
    }

    /// <summary>A run beside others that have all slots.</summary>
    private async Task<JobProbe> JobThatFindsNoSlotAsync()
    {
        _executor.Ready();
        await RunningAsync("acme");
        await RunningAsync("globex");
        return Job("zeta");
    }

    /// <summary>A run whose process was asked for and is not there yet.</summary>
    private async Task<JobProbe> LaunchedSlowlyAsync(string tenantId)
    {
        _executor.Ready();
        _executor.IsSlow = true;
        var job = Job(tenantId);
        job.Request();
        await job.GrantedAsync();
        job.Launch();
        return job;
    }

    /// <summary>A run's job actor, played by the test.</summary>
    private sealed class JobProbe(WorkerActorTests test, string tenantId, Guid runId)
    {
        public TestProbe Probe { get; } = test.CreateTestProbe();

        public Guid RunId => runId;

        public TimeSpan? Timeout { get; set; }

        public void Request() => test._worker.Tell(new RequestSlot(tenantId, runId), Probe);

        public void Attach() => test._worker.Tell(new AttachAttempt(tenantId, runId, 1), Probe);

        public void Launch(int attempt = 1) => test._worker.Tell(new LaunchAttempt(Order(attempt)), Probe);

        public void LaunchInSpareSlot() => test._worker.Tell(new LaunchInSpareSlot(Order(1)), Probe);

        private AttemptOrder Order(int attempt) => new()
        {
            TenantId = tenantId,
            RunId = runId,
            Attempt = attempt,
            FencingToken = attempt,
            JobName = "orders",
            ConfigFile = "/jobs/orders.yaml",
            ScheduledFor = At(0),
            Timeout = Timeout,
        };

        public async Task GrantedAsync() => Assert.Equal(runId, (await Probe.ExpectMsgAsync<SlotGranted>(Patience)).RunId);

        public async Task LaunchedAsync(int attempt = 1)
        {
            Launch(attempt);
            var launched = await Probe.ExpectMsgAsync<AttemptLaunched>(Patience);
            Assert.Equal((runId, attempt), (launched.RunId, launched.Attempt));
        }

        public async Task<AttemptFinished> FinishedAsync() => await Probe.ExpectMsgAsync<AttemptFinished>(Patience);

        /// <summary>The tenant has stored the outcome, and needs the slot no more.</summary>
        public async Task StoredAsync()
        {
            test._worker.Tell(new OutcomeStored(runId, 1, null), Probe);
            await test.LoadAsync();
        }
    }
}
