using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Akka.Pattern;
using Akka.Remote.Hosting;
using Dativo.Actors.Configuration;
using Dativo.Actors.History;
using Dativo.Actors.Hosting.Persistence;
using Dativo.Actors.Jobs;
using Dativo.Actors.Scheduling;
using Dativo.Actors.Telemetry;
using Dativo.Actors.Tenants;
using Dativo.Actors.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dativo.Actors.Hosting;

/// <summary>Puts a node together.</summary>
public static class NodeServiceCollectionExtensions
{
    private const string WorkerName = "worker";

    /// <summary>
    /// Adds a node: the actor system with the scheduler, the tenants and the worker, on the data directory's databases.
    /// The host starts and stops it. An <see cref="IAttemptExecutor"/> that is there already is used instead of real processes.
    /// </summary>
    /// <exception cref="ArgumentException">The options are not valid; the message says all that is wrong.</exception>
    public static IServiceCollection AddDativoNode(this IServiceCollection services, NodeOptions options, DefinitionFile definition)
    {
        var errors = options.Validate();
        if (!errors.IsEmpty)
            throw new ArgumentException(string.Join(' ', errors), nameof(options));

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(definition);
        services.AddSingleton(new ExecutorSettings(definition.First?.Definition?.Executor ?? new ExecutorDefinition(), options.PathMaps));
        services.AddSingleton<RunLog>();
        services.AddSingleton<ScheduleLog>();
        services.AddSingleton<IOrchestrator, ActorOrchestrator>();
        services.AddSingleton<INodeHealth, NodeHealth>();
        services.AddDativoHistory(HistoryOptions.ForSqlite(options.DataDirectory, JournalFile(options)));
        services.AddDativoProcesses(options);
        services.AddAkka("dativo", (builder, provider) => Configure(builder, provider, options));
        return services;
    }

    private static void Configure(AkkaConfigurationBuilder builder, IServiceProvider provider, NodeOptions options) => builder
        .ConfigureLoggers(loggers =>
        {
            loggers.ClearLoggers();
            loggers.AddLoggerFactory();
        })
        .AddHocon(NodeHocon.Text, HoconAddMode.Prepend)
        .WithDativoSerializers()
        .WithSqliteJournal(JournalFile(options))
        .WithRemoting(new RemoteOptions { HostName = options.Hostname, Port = options.Port })
        .WithNodeTls(provider, options)
        .WithClustering(new ClusterOptions { Roles = [.. options.Roles] })
        .WithShardingDistributedData(new ShardingDDataOptions { Durable = new DurableOptions { Keys = [] } })
        .WithActors((system, _) => JoinSelf(system))
        .WithWorker(provider)
        .WithTenants(provider)
        .WithHistoryProjection()
        .WithScheduler(provider);

    private static string JournalFile(NodeOptions options) => Path.Combine(options.DataDirectory, "journal.db");

    // One node is a cluster of one. It joins first of all, so that the cluster forms while the rest starts.
    private static void JoinSelf(ActorSystem system)
    {
        var cluster = Cluster.Get(system);
        cluster.Join(cluster.SelfAddress);
    }

    private static AkkaConfigurationBuilder WithWorker(this AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder.WithActors((system, registry) =>
        {
            var services = new WorkerServices(
                provider.GetRequiredService<IAttemptExecutor>(),
                provider.GetRequiredService<NodeOptions>().Slots,
                SelfNode(system),
                () => registry.Get<TenantRegion>());
            var worker = system.ActorOf(Props.Create(typeof(WorkerActor), services), WorkerName);
            registry.Register<WorkerKey>(worker);
            DrainBeforeLeaving(system, worker, provider.GetRequiredService<NodeOptions>().DrainTimeout);
        });

    private static AkkaConfigurationBuilder WithTenants(this AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder.WithShardRegion<TenantRegion>(
            "tenant",
            (system, registry, _) =>
            {
                var time = provider.GetRequiredService<TimeProvider>();
                var services = new TenantServices
                {
                    Jobs = new JobActorServices(
                        registry.Get<WorkerKey>(),
                        SelfNode(system),
                        new ClusterNodeDirectory(system, $"/user/{WorkerName}"),
                        time),
                    History = provider.GetRequiredService<IHistoryQueries>(),
                    Log = provider.GetRequiredService<RunLog>(),
                    Time = time,
                };
                return tenantId => Props.Create(typeof(TenantActor), tenantId, services);
            },
            new TenantMessageExtractor(),
            new ShardOptions
            {
                Role = NodeRoles.Worker,
                StateStoreMode = StateStoreMode.DData,
                RememberEntities = true,
                RememberEntitiesStore = RememberEntitiesStore.Eventsourced,
                ShouldPassivateIdleEntities = false,
            });

    private static AkkaConfigurationBuilder WithScheduler(this AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder.WithSingleton<SchedulerKey>(
            "scheduler",
            (_, registry, _) =>
            {
                var services = new SchedulerServices
                {
                    Definition = provider.GetRequiredService<DefinitionFile>(),
                    Executor = provider.GetRequiredService<ExecutorSettings>(),
                    Tenants = registry.Get<TenantRegion>(),
                    Time = provider.GetRequiredService<TimeProvider>(),
                    Log = provider.GetRequiredService<ScheduleLog>(),
                };
                var scheduler = Props.Create(typeof(SchedulerActor), services);
                return BackoffSupervisor.Props(Backoff.OnStop(scheduler, "scheduler", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), 0.2, -1));
            },
            new ClusterSingletonOptions { Role = NodeRoles.Scheduler, LogSingletonIdentificationFailure = false });

    private static void DrainBeforeLeaving(ActorSystem system, IActorRef worker, TimeSpan timeout) =>
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseServiceStop, "drain-worker", async () =>
        {
            await worker.Ask<WorkerDrained>(DrainWorker.Instance, timeout);
            return Akka.Done.Instance;
        });

    private static string SelfNode(ActorSystem system) => ClusterNodeDirectory.NameOf(Cluster.Get(system).SelfUniqueAddress);
}
