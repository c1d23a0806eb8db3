using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Akka.Persistence.Sql;
using Akka.Remote.Hosting;
using Dativo.Actors.Hosting;
using Dativo.Actors.Jobs;
using Dativo.Actors.Scheduling;
using Dativo.Actors.Tenants;
using Microsoft.Data.Sqlite;

namespace Dativo.Actors.Tests.Serialization;

/// <summary>
/// Two nodes over TCP with a journal on disk: what Akka itself stores and sends (gossip, sharding with remembered
/// entities, distributed data, singletons, snapshots) must go on where unregistered types are refused.
/// </summary>
public sealed class StrictClusterTests : IDisposable
{
    private const int Tenants = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _directory = Directory.CreateTempSubdirectory("dativo-serialization-").FullName;

    [Fact]
    public async Task A_cluster_that_refuses_unregistered_types_shards_remembers_hands_over_and_recovers()
    {
        await using var second = await ClusterOfTwo(async (first, second) =>
        {
            var runs = new Dictionary<string, Guid>(StringComparer.Ordinal);
            foreach (var tenant in Names())
                runs[tenant] = (await Regions(second).Ask<RunAccepted>(Trigger(tenant), Patience)).RunId;
            Assert.NotEmpty(await LivingOn(first));
            Assert.NotEmpty(await LivingOn(second));

            var page = await Scheduler(second).Ask<SchedulePage>(Samples.All.Single(sample => sample.Manifest == "SRL1").Message, Patience);
            Assert.Single(page.Schedules);
            return runs;
        });

        Assert.Empty(second.Node.SerializationProblems);
        foreach (var (tenant, run) in second.Runs)
        {
            var view = await Regions(second.Node).Ask<TenantView>(new GetTenant(tenant), Patience);
            Assert.Equal(run, Assert.Single(view.Runs).RunId);
            Assert.Equal(run, (await Regions(second.Node).Ask<RunAccepted>(Trigger(tenant), Patience)).RunId);
        }

        Assert.Empty(second.Node.SerializationProblems);
        Assert.Equal(["TL1", "TQ1", "TS1"], ManifestsIn("journal", TenantSerializer.Id));
        Assert.Equal(["TZ1"], ManifestsIn("snapshot", TenantSerializer.Id));
        Assert.Empty(ManifestsIn("journal", JsonSerializerId));
        Assert.Empty(ManifestsIn("snapshot", JsonSerializerId));
    }

    [Fact]
    public async Task An_unregistered_type_that_would_cross_the_wire_is_reported_and_not_sent()
    {
        await using var first = await StartNode(null);
        await using var second = await StartNode(Cluster.Get(first.System).SelfAddress);
        var reported = second.Logged(HostedSystem.IsSerializationProblem);
        var echo = await second.System.ActorSelection(new RootActorPath(Cluster.Get(first.System).SelfAddress) / "user" / "echo").ResolveOne(Patience);
        echo.Tell(new Unregistered("text"));
        Assert.Contains(nameof(Unregistered), (await reported.WaitAsync(Patience)).ToString(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    private const int JsonSerializerId = 1;

    private string Database => Path.Combine(_directory, "journal.db");

    private static IEnumerable<string> Names() => Enumerable.Range(0, Tenants).Select(index => $"tenant-{index}");

    private static TriggerRun Trigger(string tenant) =>
        new(tenant, "request-1", "ops", new TenantLimits { Concurrency = 2 }, new JobSpec { Schedule = "orders", ConfigFile = "/jobs/orders.yaml" });

    private static IActorRef Regions(HostedSystem node) => ActorRegistry.For(node.System).Get<StoringTenant>();

    private static IActorRef Scheduler(HostedSystem node) => ActorRegistry.For(node.System).Get<EchoActor>();

    private static async Task<IEnumerable<string>> LivingOn(HostedSystem node)
    {
        var region = ClusterSharding.Get(node.System).ShardRegion("tenant");
        var state = await region.Ask<CurrentShardRegionState>(GetShardRegionState.Instance, Patience);
        return state.Shards.SelectMany(shard => shard.EntityIds);
    }

    private async Task<HandedOver> ClusterOfTwo(Func<HostedSystem, HostedSystem, Task<Dictionary<string, Guid>>> use)
    {
        var first = await StartNode(null);
        HostedSystem? second = null;
        try
        {
            second = await StartNode(Cluster.Get(first.System).SelfAddress);
            var runs = await use(first, second);
            Assert.Empty(first.SerializationProblems);
            await first.DisposeAsync();
            Assert.Empty(first.SerializationProblems);
            return new HandedOver(second, runs);
        }
        catch
        {
            await first.DisposeAsync();
            if (second is not null)
                await second.DisposeAsync();
            throw;
        }
    }

    private async Task<HostedSystem> StartNode(Address? join)
    {
        var node = await HostedSystem.StartAsync(builder => builder
            .AddHocon(
                $$"""
                akka.cluster.sharding.updating-state-timeout = 10s
                akka.coordinated-shutdown.run-by-clr-shutdown-hook = off
                akka.cluster.sharding.distributed-data.durable.keys = []
                akka.persistence.journal {
                  plugin = "akka.persistence.journal.sql"
                  sql { provider-name = "SQLite.MS", connection-string = "Data Source={{Database}}", auto-initialize = on, parallelism = 1 }
                }
                akka.persistence.snapshot-store {
                  plugin = "akka.persistence.snapshot-store.sql"
                  sql { provider-name = "SQLite.MS", connection-string = "Data Source={{Database}}", auto-initialize = on }
                }
                """,
                HoconAddMode.Prepend)
            .AddHocon(SqlPersistence.DefaultConfiguration, HoconAddMode.Append)
            .WithRemoting("127.0.0.1", 0)
            .WithClustering(new ClusterOptions { Roles = ["scheduler", "worker"] })
            .WithDativoSerializers()
            .WithShardRegion<StoringTenant>(
                "tenant",
                (_, _, _) => tenant => Props.Create(typeof(StoringTenant), tenant),
                new TenantExtractor(),
                new ShardOptions
                {
                    StateStoreMode = StateStoreMode.DData,
                    RememberEntities = true,
                    RememberEntitiesStore = RememberEntitiesStore.Eventsourced,
                })
            .WithSingleton<EchoActor>("scheduler", (_, _, _) => Props.Create(() => new EchoActor()))
            .WithActors((system, _) => system.ActorOf(Props.Create(() => new EchoActor()), "echo")));
        var cluster = Cluster.Get(node.System);
        await cluster.JoinAsync(join ?? cluster.SelfAddress, new CancellationTokenSource(Patience).Token);
        return node;
    }

    private string[] ManifestsIn(string table, int serializerId)
    {
        using var connection = new SqliteConnection($"Data Source={Database}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = table == "journal"
            ? "SELECT DISTINCT manifest FROM journal WHERE identifier = $id ORDER BY 1"
            : "SELECT DISTINCT manifest FROM snapshot WHERE serializer_id = $id ORDER BY 1";
        command.Parameters.AddWithValue("$id", serializerId);
        using var reader = command.ExecuteReader();
        var manifests = new List<string>();
        while (reader.Read())
            manifests.Add(reader.GetString(0));
        return [.. manifests];
    }

    private sealed record Unregistered(string Text);

    private sealed record HandedOver(HostedSystem Node, Dictionary<string, Guid> Runs) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Node.DisposeAsync();
    }

    private sealed class TenantExtractor() : HashCodeMessageExtractor(maxNumberOfShards: 20)
    {
        public override string? EntityId(object message) => (message as ITenantMessage)?.TenantId;
    }
}
