using Dativo.Benchmarks.Harness;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Quartz;

namespace Dativo.Benchmarks.Peers;

/// <summary>
/// A scheduler of Quartz.NET in this process, set up as its documentation recommends: the hosted service, a persistent store with job data
/// as strings in tables that Quartz.NET makes itself, clustering on PostgreSQL, fifty threads, which its reference names for many jobs that
/// fire often, everything else at its defaults (so batches as large as the thread pool, and no history of executions). One thing is more
/// than the documentation asks for and in its favour: SQLite writes ahead, as the product's does.
/// </summary>
internal sealed class QuartzHost : IAsyncDisposable
{
    /// <summary>How many jobs may run at once.</summary>
    public const int Threads = 50;

    /// <summary>
    /// How many callers suit Quartz.NET best when runs are asked for one by one: each takes the lock that the scheduler needs for its next
    /// batch, and with many of them it hardly gets it.
    /// </summary>
    public const int Requesters = 8;

    private readonly IHost _host;

    private QuartzHost(IHost host, IScheduler scheduler, WorkLog log)
    {
        _host = host;
        Scheduler = scheduler;
        Log = log;
    }

    /// <summary>The scheduler.</summary>
    public IScheduler Scheduler { get; }

    /// <summary>What its jobs saw.</summary>
    public WorkLog Log { get; }

    /// <summary>Starts it on the arena's database; without one, in memory.</summary>
    /// <param name="arena">Where it stores.</param>
    /// <param name="threads">How many jobs may run at once.</param>
    /// <param name="services">Adds what the jobs need; null: nothing.</param>
    /// <param name="checkin">How often the nodes of a cluster say that they live, and how long past that one counts as dead; null: the defaults.</param>
    public static async Task<QuartzHost> StartAsync(Arena arena, int threads = Threads, Action<IServiceCollection>? services = null, TimeSpan? checkin = null)
    {
        var log = new WorkLog();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton(log);
        services?.Invoke(builder.Services);
        builder.Services.AddQuartz(quartz =>
        {
            quartz.UseDefaultThreadPool(threads);
            if (arena.Database == Database.None)
                quartz.UseInMemoryStore();
            else
                quartz.UsePersistentStore(store => Store(store, arena, checkin));
        });
        builder.Services.AddQuartzHostedService(static options => options.WaitForJobsToComplete = true);
        var host = builder.Build();
        await host.StartAsync();
        return new QuartzHost(host, await host.Services.GetRequiredService<ISchedulerFactory>().GetScheduler(), log);
    }

    /// <summary>A tenant's job, whose triggers come and go.</summary>
    public static IJobDetail JobOf<TJob>(string tenant) where TJob : IJob => JobBuilder.Create<TJob>().WithIdentity(tenant).StoreDurably().Build();

    /// <summary>Stores a job for each tenant.</summary>
    public async Task AddJobsAsync<TJob>(IEnumerable<string> tenants) where TJob : IJob
    {
        foreach (var tenant in tenants)
            await Scheduler.AddJob(JobOf<TJob>(tenant), AddJobOptions.Replacing);
    }

    /// <summary>Asks for one run of a tenant's job.</summary>
    public async Task TriggerAsync(string tenant, string run, CancellationToken cancellationToken = default) =>
        await Scheduler.TriggerJob(new JobKey(tenant), new JobDataMap { [QuartzWork.Run] = run }, cancellationToken);

    /// <summary>Waits until nothing is left of runs that were asked for: the store forgets each when it is stored as done.</summary>
    public async Task UntilDoneAsync(int runs, Arena arena)
    {
        await Log.UntilStartedAsync(runs, arena);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var count = new TriggerQuery { Take = 0, IncludeTotalCount = true };
        while ((await Scheduler.QueryTriggers(count)).TotalCount > 0)
            await timer.WaitForNextTickAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static void Store(IPersistentStoreBuilder store, Arena arena, TimeSpan? checkin)
    {
        store.ConfigureStore(static options => options.StoreJobDataAsStrings = true);
        store.ProvisionSchema();
        if (arena.ConnectionString is { } connection)
        {
            store.UsePostgres(NpgsqlFactory.Instance, connection);
            store.UseClustering(options =>
            {
                if (checkin is { } interval)
                    (options.CheckinInterval, options.CheckinMisfireThreshold) = (interval, interval);
            });
        }
        else
        {
            var file = new SqliteConnectionStringBuilder { DataSource = Path.Combine(arena.Directory, "quartz.db"), DefaultTimeout = 30 }.ConnectionString;
            WriteAhead(file);
            store.UseSqlite(SqliteFactory.Instance, file);
        }
    }

    // The mode is the file's and stays.
    private static void WriteAhead(string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL;";
        command.ExecuteNonQuery();
    }
}
