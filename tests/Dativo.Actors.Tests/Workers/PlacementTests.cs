using Akka.Actor;
using Akka.TestKit;
using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;
using Dativo.Actors.Tests.Jobs;
using Dativo.Actors.Tests.VirtualTime;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Tests.Workers;

/// <summary>Several nodes' workers that know each other; runs are real supervisors and job actors, and their tenants are the test.</summary>
public sealed class PlacementTests : ActorTest
{
    private readonly TestNodes _nodes = new();
    private readonly TestProbe _tenants;
    private readonly List<Node> _started = [];

    public PlacementTests() => _tenants = CreateTestProbe();

    [Fact]
    public async Task A_run_stays_on_its_tenants_node_while_that_has_a_free_slot()
    {
        var one = Start("one", 1);
        Start("two", 8);
        await MeetAsync();

        var run = Run(one, "acme");

        Assert.Equal(one.Name, (await run.ReadyAsync()).Node);
    }

    [Fact]
    public async Task A_run_goes_to_the_least_loaded_worker_when_its_own_has_no_slot()
    {
        var one = Start("one", 1);
        var two = Start("two", 4);
        var three = Start("three", 4);
        await MeetAsync();
        await RunningAsync(two, "globex");
        await RunningAsync(one, "acme");
        await NewsAsync();

        var run = Run(one, "initech");

        Assert.Equal(three.Name, (await run.ReadyAsync()).Node);
        await run.LaunchAsync(three);
        Assert.Equal(run.Id, Assert.Single(three.Executor.Started).RunId);
        three.Executor.Exit(run.Id);
        Assert.Equal(0, (await run.FinishedAsync()).Outcome.ExitCode);
        await run.StoredAsync();
        await UntilLoadAsync(three, new WorkerLoad(0, 4, 0));
    }

    [Fact]
    public async Task A_run_that_finds_no_slot_anywhere_gets_the_next_one_that_is_free_anywhere()
    {
        var one = Start("one", 1);
        var two = Start("two", 1);
        await MeetAsync();
        await RunningAsync(one, "acme");
        var other = await RunningAsync(two, "globex");
        await NewsAsync();
        var run = Run(one, "initech");
        await UntilLoadAsync(one, new WorkerLoad(1, 1, 1));
        await NewsAsync();
        Assert.False(run.Tenant.HasMessages);

        two.Executor.Exit(other.Id);

        Assert.Equal(two.Name, (await run.ReadyAsync()).Node);
        await UntilLoadAsync(one, new WorkerLoad(1, 1, 0));
    }

    [Fact]
    public async Task A_worker_that_joins_a_busy_cluster_relieves_it()
    {
        var one = Start("one", 1);
        await RunningAsync(one, "acme");
        var runs = Enumerable.Range(0, 5).Select(i => Run(one, $"tenant{i}")).ToArray();
        await UntilLoadAsync(one, new WorkerLoad(1, 1, 5));

        var two = Start("two", 4);
        await MeetAsync();
        await NewsAsync();

        await UntilLoadAsync(two, new WorkerLoad(4, 4, 0));
        await UntilAsync(() => runs.Count(run => run.Tenant.HasMessages) == 4, "four runs have a slot");
        foreach (var run in runs.Where(run => run.Tenant.HasMessages))
            Assert.Equal(two.Name, (await run.ReadyAsync()).Node);
        await UntilLoadAsync(one, new WorkerLoad(1, 1, 1));
    }

    [Fact]
    public async Task A_tenant_that_floods_its_node_does_not_starve_a_single_run_of_another()
    {
        var one = Start("one", 1);
        var two = Start("two", 1);
        await MeetAsync();
        var running = await RunningAsync(one, "flood");
        await RunningAsync(two, "other");
        for (var i = 0; i < 20; i++)
            Run(one, "flood");
        await UntilLoadAsync(one, new WorkerLoad(1, 1, 20));
        var single = Run(two, "single");
        await UntilLoadAsync(two, new WorkerLoad(1, 1, 1));
        await NewsAsync();

        one.Executor.Exit(running.Id);

        Assert.Equal(one.Name, (await single.ReadyAsync()).Node);
    }

    [Fact]
    public async Task A_slot_that_was_given_to_a_run_that_ends_before_its_launch_is_free_again()
    {
        var one = Start("one", 1);
        var two = Start("two", 1);
        await MeetAsync();
        await RunningAsync(one, "acme");
        var run = Run(one, "globex");
        Assert.Equal(two.Name, (await run.ReadyAsync()).Node);
        await UntilLoadAsync(two, new WorkerLoad(1, 1, 0));

        await StopAsync(run.Job);

        await UntilLoadAsync(two, new WorkerLoad(0, 1, 0));
    }

    [Fact]
    public async Task A_slot_that_was_given_to_a_run_whose_launch_never_comes_is_free_again_after_a_while()
    {
        var one = Start("one", 1);
        var two = Start("two", 1);
        await MeetAsync();
        await RunningAsync(one, "acme");
        var run = Run(one, "globex");
        await run.ReadyAsync();
        await UntilLoadAsync(two, new WorkerLoad(1, 1, 0));

        Advance(10);

        await UntilLoadAsync(two, new WorkerLoad(0, 1, 0));

        // A launch that comes after all waits for a slot like any other.
        await run.LaunchAsync(two);
        await UntilLoadAsync(two, new WorkerLoad(1, 1, 0));
    }

    [Fact]
    public async Task An_offer_to_a_worker_that_says_nothing_is_withdrawn()
    {
        var one = Start("one", 1);
        var silent = CreateTestProbe();
        one.Worker.Tell(new PeerUp("silent", silent));
        await silent.ExpectMsgAsync<WorkerNews>(Patience);
        one.Worker.Tell(new WorkerNews("silent", 1, 1, 1, TakesRuns: true, [new SlotWish("acme", 1, 1)]), silent);
        var offer = await silent.FishForMessageAsync<SlotOffer>(_ => true, Patience);
        Assert.Equal(("acme", one.Name), (offer.TenantId, offer.Node));
        await UntilLoadAsync(one, new WorkerLoad(1, 1, 0));

        Advance(4);

        await UntilLoadAsync(one, new WorkerLoad(0, 1, 0));
    }

    [Fact]
    public async Task A_worker_that_is_gone_gives_back_what_it_was_offered()
    {
        var one = Start("one", 1);
        var silent = CreateTestProbe();
        one.Worker.Tell(new PeerUp("silent", silent));
        one.Worker.Tell(new WorkerNews("silent", 1, 1, 1, TakesRuns: true, [new SlotWish("acme", 1, 1)]), silent);
        await silent.FishForMessageAsync<SlotOffer>(_ => true, Patience);

        one.Worker.Tell(new PeerGone("silent"));

        Assert.Equal(new WorkerLoad(0, 1, 0), await LoadAsync(one));
    }

    [Fact]
    public async Task An_offer_for_a_tenant_that_waits_no_more_is_declined()
    {
        var one = Start("one", 1);
        var peer = CreateTestProbe();

        one.Worker.Tell(new SlotOffer(7, "acme", "two"), peer);

        Assert.Equal(new OfferDeclined(7, "acme"), await peer.ExpectMsgAsync<OfferDeclined>(Patience));
    }

    [Fact]
    public async Task Workers_that_have_nothing_new_to_say_say_it_every_two_seconds()
    {
        var one = Start("one", 1);
        var peer = CreateTestProbe();
        await Run(one, "acme").Tenant.ExpectMsgAsync<AttemptReady>(Patience);
        await LoadAsync(one);
        one.Worker.Tell(new PeerUp("two", peer));
        Assert.Equal((one.Name, 1, 1, true), Told(await peer.ExpectMsgAsync<WorkerNews>(Patience)));

        one.Worker.Tell(new WorkerNews("two", 0, 1, 0, TakesRuns: true, []), peer);
        await LoadAsync(one);
        Advance(1.999);
        await LoadAsync(one);
        await peer.ExpectNoMsgAsync(Silence);
        Advance(0.001);

        Assert.Equal((one.Name, 1, 1, true), Told(await peer.ExpectMsgAsync<WorkerNews>(Patience)));
    }

    [Fact]
    public async Task What_changes_is_told_at_once_but_not_over_and_over()
    {
        var one = Start("one", 9);
        var peer = CreateTestProbe();
        Advance(1);
        one.Worker.Tell(new PeerUp("two", peer));
        await Run(one, "acme").Tenant.ExpectMsgAsync<AttemptReady>(Patience);
        await LoadAsync(one);
        Advance(0.5);
        await peer.FishForMessageAsync<WorkerNews>(news => news.SlotsInUse == 1, Patience);
        await LoadAsync(one);
        Advance(0.3);

        Run(one, "acme");
        Assert.Equal(2, (await peer.ExpectMsgAsync<WorkerNews>(Patience)).SlotsInUse);
        for (var i = 0; i < 4; i++)
            Run(one, "globex");
        await UntilLoadAsync(one, new WorkerLoad(6, 9, 0));
        await peer.ExpectNoMsgAsync(Silence);
        Advance(0.25);

        Assert.Equal(6, (await peer.ExpectMsgAsync<WorkerNews>(Patience)).SlotsInUse);
    }

    [Fact]
    public async Task Wishes_name_tenants_with_their_weights_and_end_when_nothing_waits()
    {
        var one = Start("one", 1);
        var peer = CreateTestProbe();
        one.Worker.Tell(new PeerUp("two", peer));
        one.Worker.Tell(new WorkerNews("two", 1, 1, 0, TakesRuns: true, []), peer);
        var running = await RunningAsync(one, "acme");
        var first = Run(one, "globex", weight: 3);
        await UntilLoadAsync(one, new WorkerLoad(1, 1, 1));
        Advance(0.25);

        var wish = Assert.Single((await peer.FishForMessageAsync<WorkerNews>(news => news.Waiting == 1, Patience)).Wishes);
        Assert.Equal(new SlotWish("globex", 3, 1), wish);
        one.Executor.Exit(running.Id);
        await first.ReadyAsync();
        Advance(0.25);

        Assert.Empty((await peer.FishForMessageAsync<WorkerNews>(news => news.Waiting == 0, Patience)).Wishes);
    }

    [Fact]
    public async Task A_worker_that_does_not_help_though_it_could_is_not_waited_for()
    {
        var one = Start("one", 1);
        var silent = CreateTestProbe();
        var other = CreateTestProbe();
        one.Worker.Tell(new PeerUp("silent", silent));
        one.Worker.Tell(new PeerUp("other", other));
        one.Worker.Tell(new WorkerNews("silent", 0, 8, 0, TakesRuns: true, []), silent);
        one.Worker.Tell(new WorkerNews("other", 1, 1, 0, TakesRuns: true, []), other);
        Run(one, "acme");
        Run(one, "acme");
        await UntilLoadAsync(one, new WorkerLoad(1, 1, 1));
        Advance(0.25);
        await silent.FishForMessageAsync<WorkerNews>(news => news.Wishes.Length == 1, Patience);
        Assert.Empty((await other.FishForMessageAsync<WorkerNews>(news => news.Waiting == 1, Patience)).Wishes);

        for (var i = 0; i < 2; i++)
        {
            Advance(2);
            await LoadAsync(one);
        }

        await other.FishForMessageAsync<WorkerNews>(news => news.Wishes.Length == 1, Patience);
    }

    [Fact]
    public async Task A_run_whose_worker_dies_before_its_launch_asks_again()
    {
        var one = Start("one", 1);
        var two = Start("two", 1);
        await MeetAsync();
        var first = await RunningAsync(one, "acme");
        var run = Run(one, "globex");
        Assert.Equal(two.Name, (await run.ReadyAsync()).Node);

        await KillAsync(two);
        one.Executor.Exit(first.Id);

        Assert.Equal(one.Name, (await run.ReadyAsync()).Node);
    }

    [Fact]
    public async Task A_run_whose_worker_dies_is_interrupted_as_soon_as_its_jobs_are_dead()
    {
        var one = Start("one", 1);
        var two = Start("two", 1);
        await MeetAsync();
        await RunningAsync(one, "acme");
        var run = Run(one, "globex");
        await run.ReadyAsync();
        await run.LaunchAsync(two);

        // It is gone, but its jobs may be alive.
        await StopAsync(two.Worker);
        Advance(1);
        Assert.False(run.Tenant.HasMessages);
        _nodes.Leave(two.Name);
        await AdvanceUntilAsync(() => run.Tenant.HasMessages);

        Assert.Equal(AttemptOutcomeKind.Interrupted, (await run.FinishedAsync()).Outcome.Kind);
    }

    [Fact]
    public async Task A_launch_that_is_lost_with_its_node_is_interrupted()
    {
        var one = Start("one", 1);
        var two = Start("two", 1);
        await MeetAsync();
        await RunningAsync(one, "acme");
        var run = Run(one, "globex");
        await run.ReadyAsync();
        _nodes.Leave(two.Name);

        run.StartOn(two);

        Assert.Equal(AttemptOutcomeKind.Interrupted, (await run.FinishedAsync()).Outcome.Kind);
    }

    [Fact]
    public async Task A_cancelled_run_is_stopped_where_it_runs()
    {
        var one = Start("one", 1);
        var two = Start("two", 1);
        await MeetAsync();
        await RunningAsync(one, "acme");
        var run = Run(one, "globex");
        await run.ReadyAsync();
        await run.LaunchAsync(two);

        run.Job.Tell(StopAttempt.Instance);

        Assert.Equal(AttemptOutcomeKind.Cancelled, await two.Executor.Of(run.Id).Stopped.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_draining_worker_lets_its_jobs_end_and_its_waiting_runs_start_elsewhere()
    {
        var one = Start("one", 1);
        var two = Start("two", 1);
        await MeetAsync();
        var running = await RunningAsync(one, "acme");
        one.Worker.Tell(new DrainWorker(TimeSpan.FromSeconds(20)), TestActor);
        Assert.True((await LoadAsync(one)).Draining);

        var run = Run(one, "globex");
        Assert.Equal(two.Name, (await run.ReadyAsync()).Node);
        Assert.False(one.Executor.Of(running.Id).Stopped.IsCompleted);
        await ExpectNoMsgAsync(Silence);
        one.Executor.Exit(running.Id);
        Assert.Equal(0, (await running.FinishedAsync()).Outcome.ExitCode);
        await running.StoredAsync();

        await ExpectMsgAsync<WorkerDrained>(Patience);
    }

    [Fact]
    public async Task Nothing_is_placed_on_a_worker_that_drains()
    {
        var one = Start("one", 1);
        var two = Start("two", 4);
        var three = Start("three", 1);
        await MeetAsync();
        await two.Worker.Ask<WorkerDrained>(new DrainWorker(TimeSpan.Zero), Patience);
        await RunningAsync(one, "acme");
        await NewsAsync();

        var run = Run(one, "globex");

        Assert.Equal(three.Name, (await run.ReadyAsync()).Node);
    }

    [Fact]
    public async Task What_does_not_end_within_the_drains_time_is_interrupted()
    {
        var one = Start("one", 1);
        var running = await RunningAsync(one, "acme");
        one.Worker.Tell(new DrainWorker(TimeSpan.FromSeconds(20)), TestActor);
        await LoadAsync(one);

        Advance(19.999);
        await LoadAsync(one);
        Assert.False(one.Executor.Of(running.Id).Stopped.IsCompleted);
        Advance(0.001);

        Assert.Equal(AttemptOutcomeKind.Interrupted, await one.Executor.Of(running.Id).Stopped.WaitAsync(Patience));
    }

    [Fact]
    public async Task The_board_says_how_full_all_workers_are()
    {
        var one = Start("one", 1);
        Start("two", 4);
        await MeetAsync();
        await RunningAsync(one, "acme");
        await NewsAsync();

        Assert.Equal(new SlotOverview(1, 5, 2, 0), one.Board.Overview);
    }

    private static (string, int, int, bool) Told(WorkerNews news) => (news.Node, news.SlotsInUse, news.Slots, news.TakesRuns);

    private static async Task<WorkerLoad> LoadAsync(Node node) => await node.Worker.Ask<WorkerLoad>(GetWorkerLoad.Instance, Patience);

    private Task UntilLoadAsync(Node node, WorkerLoad load) =>
        AwaitAssertAsync(async () => Assert.Equal(load, await LoadAsync(node)), Patience, TimeSpan.FromMilliseconds(2));

    private Node Start(string name, int slots)
    {
        var executor = new ScriptedExecutor();
        executor.Ready();
        var node = $"akka://dativo@{name}:1#1";
        var board = new SlotBoard();
        var services = new WorkerServices(executor, slots, node, () => _tenants) { Time = Clock, Board = board };
        var started = new Node(node, Sys.ActorOf(Props.Create(typeof(WorkerActor), services), $"worker-{name}"), executor, board);
        _nodes.Join(node, started.Worker);
        _started.Add(started);
        return started;
    }

    /// <summary>All workers learn of each other, and tell each other how full they are.</summary>
    private async Task MeetAsync()
    {
        foreach (var node in _started)
        {
            foreach (var peer in _started.Where(peer => peer != node))
                node.Worker.Tell(new PeerUp(peer.Name, peer.Worker));
        }

        await NewsAsync();
    }

    /// <summary>Lets the time come at which workers tell their news, and waits until these are there.</summary>
    private async Task NewsAsync()
    {
        foreach (var node in _started)
            await LoadAsync(node);
        await AdvanceAsync(2, async () =>
        {
            foreach (var node in _started.Concat(_started))
                await LoadAsync(node);
        });
    }

    private async Task AdvanceUntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 100 && !condition(); i++)
        {
            Advance(1);
            await Task.Delay(5);
        }

        Assert.True(condition());
    }

    private async Task KillAsync(Node node)
    {
        _nodes.Leave(node.Name);
        _started.Remove(node);
        foreach (var peer in _started)
            peer.Worker.Tell(new PeerGone(node.Name));
        await StopAsync(node.Worker);
    }

    private PlacedRun Run(Node home, string tenantId, int weight = 1)
    {
        var tenant = CreateTestProbe();
        var assignment = new RunAssignment(tenantId, Guid.NewGuid(), new JobSpec { Schedule = "orders", ConfigFile = "/jobs/orders.yaml" }, At(0), null, weight);
        var services = new JobActorServices(home.Worker, home.Name, _nodes, Clock);
        return new PlacedRun(
            this,
            assignment,
            tenant,
            Sys.ActorOf(Props.Create(typeof(JobActor), assignment, new RunStart.WithoutSlot(), tenant.Ref, services)));
    }

    private async Task<PlacedRun> RunningAsync(Node node, string tenantId)
    {
        var run = Run(node, tenantId);
        Assert.Equal(node.Name, (await run.ReadyAsync()).Node);
        await run.LaunchAsync(node);
        return run;
    }

    private sealed record Node(string Name, IActorRef Worker, ScriptedExecutor Executor, SlotBoard Board);

    /// <summary>A run, and its tenant as the test plays it.</summary>
    private sealed class PlacedRun(PlacementTests test, RunAssignment assignment, TestProbe tenant, IActorRef job)
    {
        public Guid Id => assignment.RunId;

        public TestProbe Tenant => tenant;

        public IActorRef Job => job;

        /// <summary>Lets the time come at which workers tell what has changed, until the run has a slot.</summary>
        public async Task<AttemptReady> ReadyAsync()
        {
            for (var i = 0; i < 500 && !tenant.HasMessages; i++)
            {
                test.Advance(0.02);
                await Task.Delay(10);
            }

            return await tenant.FishForMessageAsync<AttemptReady>(_ => true, Patience);
        }

        public void StartOn(Node node) => job.Tell(new StartAttempt(assignment.OrderFor(1, 1), node.Name));

        public async Task LaunchAsync(Node node)
        {
            StartOn(node);
            await tenant.FishForMessageAsync<AttemptRuns>(_ => true, Patience);
        }

        public async Task<AttemptFinished> FinishedAsync() => await tenant.FishForMessageAsync<AttemptFinished>(_ => true, Patience);

        public Task StoredAsync()
        {
            tenant.LastSender.Tell(new OutcomeStored(Id, 1, null), tenant);
            return Task.CompletedTask;
        }
    }
}
