using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Akka.Pattern;
using Akka.Remote.Hosting;
using Dativo.Actors.History;
using Dativo.Actors.Hosting.Persistence;
using Dativo.Actors.Jobs;
using Dativo.Actors.Management;
using Dativo.Actors.Membership;
using Dativo.Actors.Scheduling;
using Dativo.Actors.Telemetry;
using Dativo.Actors.Tenants;
using Dativo.Actors.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace Dativo.Actors.Hosting;

/// <summary>The actors of a node: those its roles ask for, and the ways to those of other nodes.</summary>
internal static class NodeActors
{
    /// <summary>What the shards of tenants are called.</summary>
    public const string TenantType = "tenant";

    private const string WorkerName = "worker";
    private const string SchedulerName = "scheduler";

    /// <summary>Configures the node's actor system.</summary>
    public static AkkaConfigurationBuilder WithDativoNode(this AkkaConfigurationBuilder builder, IServiceProvider provider, NodeOptions options)
    {
        builder
            .ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
            })
            .AddHocon(NodeHocon.Of(options, provider.GetRequiredService<ExecutorSettings>().Current.KillGrace), HoconAddMode.Prepend)
            .WithDativoSerializers()
            .WithJournal(provider, options)
            .WithRemoting(new RemoteOptions { HostName = options.BindHostname ?? options.Hostname, PublicHostName = options.Hostname, Port = options.Port })
            .WithNodeTls(provider, options)
            .WithClustering(new ClusterOptions { Roles = [.. options.Roles] })
            .WithShardingDistributedData(new ShardingDDataOptions { Durable = new DurableOptions { Keys = [] } });
        if (options.Database is null)
            builder.WithActors((system, _) => JoinSelf(system));
        if (options.Has(NodeRoles.Worker))
            builder.WithWorker(provider);
        builder
            .WithTenants(provider, options)
            .WithHistoryProjection(NodeRoles.Scheduler, options.Has(NodeRoles.Scheduler))
            .WithNodeActor(provider)
            .WithScheduler(provider, options);
        if (options.Database is not null)
            builder.WithMembership(provider, options);
        if (options.Hocon is { } hocon)
            builder.AddHocon(hocon, HoconAddMode.Prepend);
        return builder;
    }

    private static AkkaConfigurationBuilder WithJournal(this AkkaConfigurationBuilder builder, IServiceProvider provider, NodeOptions options) =>
        options.Database is { } database
            ? builder.WithPostgreSqlJournal(provider.GetRequiredService<NodeSession>().Sign(database))
            : builder.WithSqliteJournal(NodeServiceCollectionExtensions.JournalFile(options));

    // A single node is a cluster of one. It joins first of all, so that the cluster forms while the rest starts.
    private static void JoinSelf(ActorSystem system)
    {
        var cluster = Cluster.Get(system);
        cluster.Join(cluster.SelfAddress);
    }

    private static void WithMembership(this AkkaConfigurationBuilder builder, IServiceProvider provider, NodeOptions options) =>
        builder.AddStartup(async (system, _) =>
        {
            await provider.GetRequiredService<ClusterMembership>().EnterAsync(system, CancellationToken.None);
            var services = new MembershipServices
            {
                Store = provider.GetRequiredService<ILeaseStore>(),
                Lease = provider.GetRequiredService<LeaseHolder>(),
                Log = provider.GetRequiredService<MembershipLog>(),
                Seeds = options.Seeds,
                SchedulerRole = NodeRoles.Scheduler,
            };
            system.ActorOf(Props.Create(typeof(MembershipActor), services), "membership");
        });

    private static AkkaConfigurationBuilder WithWorker(this AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder.WithActors((system, registry) =>
        {
            var options = provider.GetRequiredService<NodeOptions>();
            var services = new WorkerServices(
                provider.GetRequiredService<IAttemptExecutor>(),
                options.Slots,
                SelfNode(system),
                () => registry.Get<TenantRegion>())
            {
                PeerWatch = Props.Create(typeof(ClusterPeerWatch), $"/user/{WorkerName}"),
                Board = provider.GetRequiredService<SlotBoard>(),
                Time = provider.GetRequiredService<TimeProvider>(),
            };
            var worker = system.ActorOf(Props.Create(typeof(WorkerActor), services), WorkerName);
            registry.Register<WorkerKey>(worker);
            DrainBeforeLeaving(system, provider.GetRequiredService<WorkerDrain>(), worker, options.DrainTimeout, provider.GetRequiredService<ExecutorSettings>(), provider.GetService<LeaseHolder>());
        });

    private static AkkaConfigurationBuilder WithTenants(this AkkaConfigurationBuilder builder, IServiceProvider provider, NodeOptions options)
    {
        var extractor = new TenantMessageExtractor();
        if (!options.Has(NodeRoles.Worker))
            return builder.WithShardRegionProxy<TenantRegion>(TenantType, NodeRoles.Worker, extractor);
        return builder.WithShardRegion<TenantRegion>(
            TenantType,
            (system, registry, _) =>
            {
                var time = provider.GetRequiredService<TimeProvider>();
                var services = new TenantServices
                {
                    Jobs = new JobActorServices(
                        registry.Get<WorkerKey>(),
                        SelfNode(system),
                        new ClusterNodeDirectory(system, $"/user/{WorkerName}", provider.GetRequiredService<IMembership>()),
                        time)
                    {
                        Slots = provider.GetRequiredService<SlotBoard>(),
                    },
                    History = provider.GetRequiredService<IHistoryQueries>(),
                    Log = provider.GetRequiredService<RunLog>(),
                    Time = time,
                };
                return tenantId => Props.Create(typeof(TenantActor), tenantId, services);
            },
            extractor,
            new ShardOptions
            {
                Role = NodeRoles.Worker,
                StateStoreMode = StateStoreMode.DData,
                RememberEntities = true,
                RememberEntitiesStore = RememberEntitiesStore.Eventsourced,
                ShouldPassivateIdleEntities = false,
            });
    }

    private static AkkaConfigurationBuilder WithScheduler(this AkkaConfigurationBuilder builder, IServiceProvider provider, NodeOptions options) =>
        builder.WithSingletonOf<SchedulerKey>(
            SchedulerName,
            NodeRoles.Scheduler,
            options.Has(NodeRoles.Scheduler),
            (_, registry, _) =>
            {
                var services = new SchedulerServices
                {
                    Definition = provider.GetRequiredService<DefinitionFile>(),
                    Tenants = registry.Get<TenantRegion>(),
                    Time = provider.GetRequiredService<TimeProvider>(),
                    Log = provider.GetRequiredService<ScheduleLog>(),
                    LossWatch = Props.Create<ClusterLossWatch>(),
                    CollectBeforeDue = provider.GetRequiredService<QuietCollection>().CollectIfMuch,
                };
                var scheduler = Props.Create(typeof(SchedulerActor), services);
                return BackoffSupervisor.Props(Backoff.OnStop(scheduler, SchedulerName, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), 0.2, -1));
            });

    // A node that was removed has nothing to drain: its jobs are dead, and what became of them nobody may store here.
    private static void DrainBeforeLeaving(ActorSystem system, WorkerDrain drain, IActorRef worker, TimeSpan timeout, ExecutorSettings executor, LeaseHolder? lease)
    {
        drain.By(async () =>
        {
            var drained = worker.Ask<WorkerDrained>(new DrainWorker(timeout), timeout + executor.Current.KillGrace + NodeHocon.StoppingPatience);
            if (lease is null)
                await drained;
            else
                await Task.WhenAny(drained, lease.Lost);
        });
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseServiceStop, "drain-worker", async () =>
        {
            await drain.RunAsync();
            return Akka.Done.Instance;
        });
    }

    private static string SelfNode(ActorSystem system) => ClusterNodeDirectory.NameOf(Cluster.Get(system).SelfUniqueAddress);
}
