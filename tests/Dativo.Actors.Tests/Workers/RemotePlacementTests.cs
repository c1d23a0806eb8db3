using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Dativo.Actors.Hosting;
using Dativo.Actors.Jobs;
using Dativo.Actors.Membership;
using Dativo.Actors.Tenants;
using Dativo.Actors.Tests.Serialization;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Tests.Workers;

/// <summary>Two nodes over TCP: a run of one starts on the other, and learns that this one is gone.</summary>
public sealed class RemotePlacementTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_run_starts_on_another_node_and_is_interrupted_when_that_is_gone()
    {
        await using var one = await Node.StartAsync(null);
        await using var two = await Node.StartAsync(Cluster.Get(one.System).SelfAddress);
        var first = new Run(one, "acme");
        Assert.Equal(one.Name, (await first.ReadyAsync()).Node);
        var second = new Run(one, "globex");

        Assert.Equal(two.Name, (await second.ReadyAsync()).Node);
        second.StartOn(two);
        await second.RunsAsync();
        Assert.Equal(second.Id, Assert.Single(two.Executor.Started).RunId);
        Assert.Equal(new WorkerLoad(1, 1, 0), await one.Worker.Ask<WorkerLoad>(GetWorkerLoad.Instance, Patience));
        var there = one.System.ActorSelection($"{two.Name[..two.Name.LastIndexOf('#')]}/user/worker");
        Assert.Equal(new WorkerLoad(1, 1, 0), await there.Ask<WorkerLoad>(GetWorkerLoad.Instance, Patience));
        Assert.Empty(one.Problems);
        Assert.Empty(two.Problems);

        Cluster.Get(one.System).Down(Cluster.Get(two.System).SelfAddress);

        Assert.Equal(AttemptOutcomeKind.Interrupted, (await second.FinishedAsync()).Outcome.Kind);
    }

    private sealed class Node : IAsyncDisposable
    {
        private readonly HostedSystem _hosted;

        private Node(HostedSystem hosted, ScriptedExecutor executor)
        {
            _hosted = hosted;
            Executor = executor;
            Name = ClusterNodeDirectory.NameOf(Cluster.Get(System).SelfUniqueAddress);
            var services = new WorkerServices(executor, 1, Name, () => System.DeadLetters)
            {
                PeerWatch = Props.Create(typeof(ClusterPeerWatch), "/user/worker"),
            };
            Worker = System.ActorOf(Props.Create(typeof(WorkerActor), services), "worker");
        }

        public ActorSystem System => _hosted.System;

        public ScriptedExecutor Executor { get; }

        public string Name { get; }

        public IActorRef Worker { get; }

        public IEnumerable<string> Problems => _hosted.SerializationProblems;

        public static async Task<Node> StartAsync(Address? join)
        {
            var hosted = await HostedSystem.StartAsync(builder => builder
                .AddHocon("akka.coordinated-shutdown.run-by-clr-shutdown-hook = off, akka.cluster.downing-provider-class = \"Akka.Cluster.NoDowning, Akka.Cluster\"", HoconAddMode.Prepend)
                .WithRemoting("127.0.0.1", 0)
                .WithClustering(new ClusterOptions { Roles = [NodeRoles.Worker] })
                .WithDativoSerializers());
            var cluster = Cluster.Get(hosted.System);
            using var patience = new CancellationTokenSource(Patience);
            await cluster.JoinAsync(join ?? cluster.SelfAddress, patience.Token);
            var executor = new ScriptedExecutor();
            executor.Ready();
            return new Node(hosted, executor);
        }

        public ValueTask DisposeAsync() => _hosted.DisposeAsync();
    }

    /// <summary>A run of a node; its tenant is an inbox of the test.</summary>
    private sealed class Run
    {
        private readonly RunAssignment _assignment;
        private readonly Inbox _tenant;
        private readonly IActorRef _job;

        public Run(Node home, string tenantId)
        {
            _assignment = new RunAssignment(tenantId, Guid.NewGuid(), new JobSpec { Schedule = "orders", ConfigFile = "/jobs/orders.yaml" }, DateTimeOffset.UnixEpoch, null);
            _tenant = Inbox.Create(home.System);
            var services = new JobActorServices(home.Worker, home.Name, new ClusterNodeDirectory(home.System, "/user/worker", new SingleNodeMembership()), TimeProvider.System);
            _job = home.System.ActorOf(Props.Create(typeof(JobActor), _assignment, new RunStart.WithoutSlot(), _tenant.Receiver, services));
        }

        public Guid Id => _assignment.RunId;

        public Task<AttemptReady> ReadyAsync() => NextAsync<AttemptReady>();

        public Task<AttemptRuns> RunsAsync() => NextAsync<AttemptRuns>();

        public Task<AttemptFinished> FinishedAsync() => NextAsync<AttemptFinished>();

        public void StartOn(Node node) => _job.Tell(new StartAttempt(_assignment.OrderFor(1, 1), node.Name));

        private async Task<T> NextAsync<T>()
        {
            while (true)
            {
                switch (await _tenant.ReceiveAsync(Patience))
                {
                    case T message:
                        return message;
                    case Status.Failure failure:
                        throw failure.Cause;
                }
            }
        }
    }
}
