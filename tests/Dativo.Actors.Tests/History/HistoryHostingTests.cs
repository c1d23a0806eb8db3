using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Dativo.Actors.History;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dativo.Actors.Tests.History;

public sealed class HistoryHostingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_services_create_the_tables_and_the_singleton_answers()
    {
        using var directory = new TempDirectory();
        var options = HistoryOptions.ForSqlite(directory.Path, directory.File("journal.db"));
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IHostApplicationLifetime, Lifetime>();
        services.AddDativoHistory(options);
        services.AddAkka("dativo", builder => builder
            .WithRemoting("127.0.0.1", 0)
            .WithClustering(new ClusterOptions { Roles = ["scheduler"] })
            .WithHistoryProjection("scheduler"));
        await using (var provider = services.BuildServiceProvider())
        {
            var hosted = provider.GetServices<IHostedService>().ToList();
            foreach (var service in hosted.OfType<IHostedLifecycleService>())
                await service.StartingAsync(default);
            Assert.Empty(await provider.GetRequiredService<IHistoryQueries>().ListTenantsAsync(default));
            foreach (var service in hosted)
                await service.StartAsync(default);
            var system = provider.GetRequiredService<ActorSystem>();
            var cluster = Cluster.Get(system);
            cluster.Join(cluster.SelfAddress);

            var projection = await ActorRegistry.For(system).GetAsync<HistoryProjection>();
            Assert.Equal(0, (await projection.Ask<CaughtUp>(new CatchUp(), Patience)).Offset);
            Assert.True((await projection.Ask<ProjectionStatus>(GetProjectionStatus.Instance, Patience)).IsHealthy);

            foreach (var service in hosted)
                await service.StopAsync(default);
        }

        SqliteConnection.ClearAllPools();
    }

    /// <summary>What Akka.Hosting needs of a host.</summary>
    private sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
