using Akka.Hosting;
using Dativo.Actors.Configuration;
using Dativo.Actors.History;
using Dativo.Actors.Management;
using Dativo.Actors.Membership;
using Dativo.Actors.Membership.PostgreSql;
using Dativo.Actors.Scheduling;
using Dativo.Actors.Telemetry;
using Dativo.Actors.Workers;
using Dativo.Actors.Workers.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Dativo.Actors.Hosting;

/// <summary>Puts a node together.</summary>
public static class NodeServiceCollectionExtensions
{
    /// <summary>
    /// Adds a node: the actor system with what the node's roles ask for, on SQLite in the data directory or on PostgreSQL.
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
        services.AddSingleton(new ExecutorSettings(definition.FirstExecutor ?? new ExecutorDefinition(), options.PathMaps));
        services.AddSingleton<RunLog>();
        services.AddSingleton<ScheduleLog>();
        services.AddSingleton<MembershipLog>();
        services.AddSingleton<IOrchestrator, ActorOrchestrator>();
        services.AddSingleton<INodeHealth, NodeHealth>();
        if (options.Database is { } database)
            services.AddClusterStorage(options, NodeSession.New(), database);
        else
            services.AddSingleNodeStorage(options);
        services.AddSingleton<QuietCollection>();
        services.AddHostedService(static provider => provider.GetRequiredService<QuietCollection>());
        services.AddSingleton<WorkerDrain>();
        services.AddHostedService(provider => provider.GetRequiredService<WorkerDrain>());
        if (options.Has(NodeRoles.Worker))
            services.AddDativoProcesses(options);
        services.AddDativoManagement();
        services.AddAkka("dativo", (builder, provider) => builder.WithDativoNode(provider, options));
        return services;
    }

    /// <summary>The file of the journal of a node on SQLite.</summary>
    internal static string JournalFile(NodeOptions options) => Path.Combine(options.DataDirectory, "journal.db");

    private static void AddSingleNodeStorage(this IServiceCollection services, NodeOptions options)
    {
        services.AddDativoHistory(HistoryOptions.ForSqlite(options.DataDirectory, JournalFile(options)));
        services.AddSingleton<IMembership, SingleNodeMembership>();
    }

    private static void AddClusterStorage(this IServiceCollection services, NodeOptions options, NodeSession session, string database)
    {
        var connectionString = session.Sign(database);
        services.AddSingleton(session);
        services.AddDativoHistory(HistoryOptions.ForPostgreSql(connectionString));
        services.AddSingleton<ILeaseStore>(_ => new PostgreSqlLeaseStore(connectionString, session.Name, options.Lease));
        services.AddSingleton(provider =>
        {
            var processes = provider.GetService<IProcessHost>();
            return new LeaseHolder(options.Lease, options.Seeds.IsEmpty, until => processes?.LetRunUntil(until), provider.GetRequiredService<MembershipLog>());
        });
        services.AddSingleton<ClusterMembership>();
        services.AddSingleton<IMembership>(provider => provider.GetRequiredService<ClusterMembership>());
        services.AddSingleton<IRightToRun, ClusterRightToRun>();

        // Before the actor system, so that it is stopped after it.
        services.AddSingleton<IHostedService>(provider => new LeaseWatch(
            provider.GetRequiredService<ClusterMembership>(),
            provider.GetRequiredService<LeaseHolder>(),
            provider.GetService<IProcessHost>(),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<MembershipLog>()));
    }
}
