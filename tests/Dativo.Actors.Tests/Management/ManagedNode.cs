using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Dativo.Actors.History;
using Dativo.Actors.Hosting;
using Dativo.Actors.Management;
using Dativo.Actors.Telemetry;
using Dativo.Actors.Tests.Serialization;
using Dativo.Actors.Workers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dativo.Actors.Tests.Management;

/// <summary>A node over TCP that answers others as the product's does, with a worker, logs and a projection of the test's.</summary>
internal sealed class ManagedNode : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _hinted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HostedSystem _hosted = null!;

    public ActorSystem System => _hosted.System;

    public MemoryRunLogs Logs { get; } = new();

    public FixedMembership Membership { get; } = new();

    public Address Address => Cluster.Get(System).SelfAddress;

    public string Name => NodeNames.HostAndPort(Address);

    public string Incarnation => ClusterNodeDirectory.NameOf(Cluster.Get(System).SelfUniqueAddress);

    /// <summary>Done when the host was told to stop.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>Done when a hint has come to the projection on this node.</summary>
    public Task Hinted => _hinted.Task;

    public IEnumerable<string> SerializationProblems => _hosted.SerializationProblems;

    public IRunLogs RunLogs => new ClusterRunLogs(System, Logs, TimeProvider.System);

    public IClusterManagement Management => new ClusterManagement(System, Membership, new ManagementLog(NullLogger<ManagementLog>.Instance));

    public static async Task<ManagedNode> StartAsync(Address? join, params string[] roles)
    {
        var node = new ManagedNode();
        node._hosted = await HostedSystem.StartAsync(builder => node.Configure(builder, roles));
        var cluster = Cluster.Get(node.System);
        using var limit = new CancellationTokenSource(Patience);
        await cluster.JoinAsync(join ?? cluster.SelfAddress, limit.Token);
        return node;
    }

    public ValueTask DisposeAsync() => _hosted.DisposeAsync();

    private void Configure(AkkaConfigurationBuilder builder, string[] roles)
    {
        var options = new NodeOptions { DataDirectory = "/nowhere", Slots = 8, Roles = [.. roles] };
        builder
            .AddHocon("akka.coordinated-shutdown.run-by-clr-shutdown-hook = off", HoconAddMode.Prepend)
            .WithRemoting("127.0.0.1", 0)
            .WithClustering(new ClusterOptions { Roles = roles })
            .WithDativoSerializers()
            .WithActors((system, registry) =>
            {
                if (options.Has(NodeRoles.Worker))
                {
                    registry.Register<WorkerKey>(system.ActorOf(Props.Create(() => new Worker()), "worker"));
                }

                var services = new NodeServices
                {
                    Reporter = new NodeReporter(registry, Membership, options),
                    Logs = Logs,
                    Lifetime = new Lifetime(_stopped),
                    Log = new ManagementLog(NullLogger<ManagementLog>.Instance),
                };
                system.ActorOf(Props.Create(typeof(NodeActor), services), NodeActor.Name);
            })
            .WithSingletonOf<HistoryProjection>(
                "history-projection",
                NodeRoles.Scheduler,
                options.Has(NodeRoles.Scheduler),
                (_, _, _) => Props.Create(() => new Projection(_hinted)))
            .WithHintsTo<HistoryProjection>(NodeRoles.Scheduler);
    }

    private sealed class Worker : ReceiveActor
    {
        public Worker() => Receive<GetWorkerLoad>(_ => Sender.Tell(new WorkerLoad(3, 8, 2)));
    }

    private sealed class Projection : ReceiveActor
    {
        public Projection(TaskCompletionSource hinted)
        {
            Receive<JournalHint>(_ => hinted.TrySetResult());
            Receive<CatchUp>(_ => Sender.Tell(new CaughtUp(7)));
        }
    }

    private sealed class Lifetime(TaskCompletionSource stopped) : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => stopped.TrySetResult();
    }
}
