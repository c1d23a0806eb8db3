using Dativo.Benchmarks.Harness;
using Hangfire;
using Hangfire.PostgreSql;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dativo.Benchmarks.Peers;

/// <summary>
/// A server of Hangfire on PostgreSQL in this process, set up as its documentation recommends, with its default of five workers for each
/// core. In its favour it looks for delayed jobs every second instead of every fifteen.
/// </summary>
internal sealed class HangfireHost : IAsyncDisposable
{
    /// <summary>How many callers suit Hangfire best: they wait for the database on threads of the pool that its workers need too.</summary>
    public const int Requesters = 8;

    private readonly IHost _host;

    private HangfireHost(IHost host, WorkLog log)
    {
        _host = host;
        Log = log;
    }

    /// <summary>Takes jobs.</summary>
    public IBackgroundJobClient Client => _host.Services.GetRequiredService<IBackgroundJobClient>();

    /// <summary>What its jobs saw.</summary>
    public WorkLog Log { get; }

    /// <summary>Starts it.</summary>
    /// <param name="arena">Where it stores.</param>
    /// <param name="services">Adds what the jobs need; null: nothing.</param>
    public static async Task<HangfireHost> StartAsync(Arena arena, Action<IServiceCollection>? services = null)
    {
        var log = new WorkLog();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton(log);
        services?.Invoke(builder.Services);
        builder.Services.AddHangfire(configuration => configuration
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings()
            .UsePostgreSqlStorage(bootstrapper => bootstrapper.UseNpgsqlConnection(arena.ConnectionString)));
        builder.Services.AddHangfireServer(static options => options.SchedulePollingInterval = TimeSpan.FromSeconds(1));
        var host = builder.Build();
        await host.StartAsync();
        return new HangfireHost(host, log);
    }

    /// <summary>Waits until that many runs are stored as succeeded.</summary>
    public async Task UntilSucceededAsync(int runs, Arena arena)
    {
        await Log.UntilStartedAsync(runs, arena);
        var monitoring = _host.Services.GetRequiredService<JobStorage>().GetMonitoringApi();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (monitoring.SucceededListCount() < runs)
        {
            if (monitoring.FailedCount() is var failed and > 0)
                throw new BenchmarkException($"{failed:N0} runs failed");
            await timer.WaitForNextTickAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
