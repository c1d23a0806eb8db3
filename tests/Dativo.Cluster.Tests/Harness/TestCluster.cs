using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Dativo.Testing;

namespace Dativo.EndToEnd.Cluster;

/// <summary>Real nodes on a network that can be cut, with a PostgreSQL of their own. Everything ends with it, or with this process.</summary>
public sealed class TestCluster : IAsyncDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(300);
    private readonly ClusterSetup _setup;
    private readonly Reaper _reaper;
    private readonly List<ClusterNode> _nodes = [];

    private TestCluster(ClusterSetup setup, Reaper reaper, INodeNetwork network, PostgresProcess? database)
    {
        _setup = setup;
        _reaper = reaper;
        Network = network;
        Database = database;
    }

    public INodeNetwork Network { get; }

    /// <summary>Its PostgreSQL; null: the node has SQLite.</summary>
    public PostgresProcess? Database { get; }

    /// <summary>The nodes, by number.</summary>
    public ImmutableArray<ClusterNode> Nodes
    {
        get
        {
            lock (_nodes)
                return [.. _nodes];
        }
    }

    /// <summary>The node that became the scheduler's last, of those that run; null: none has it.</summary>
    public ClusterNode? Scheduler => Nodes.Where(node => node.IsWanted && node.SchedulerSince is not null).MaxBy(node => node.SchedulerSince);

    /// <summary>When the first schedules were registered at the latest.</summary>
    public DateTimeOffset? RegisteredBy => Nodes.Min(node => node.FirstLoaded);

    /// <summary>A network and a database without nodes yet.</summary>
    public static async Task<TestCluster> CreateAsync(ClusterSetup setup)
    {
        var reaper = new Reaper();
        INodeNetwork? network = null;
        try
        {
            if (!setup.Folder.Keep)
                reaper.Folder(setup.Folder.FullName);
            network = setup.Network switch
            {
                "proxies" => new ProxyNetwork(),
                "namespaces" => await NamespaceNetwork.CreateAsync(reaper) ?? throw new InvalidOperationException("This machine makes no network namespaces: that needs root and 'ip'."),
                null or "" => (INodeNetwork?)await NamespaceNetwork.CreateAsync(reaper) ?? new ProxyNetwork(),
                _ => throw new InvalidOperationException($"DATIVO_TEST_NETWORK is '{setup.Network}' (expected namespaces or proxies)."),
            };
            var database = setup.HasDatabase
                ? await PostgresProcess.StartAsync(network.Database with { Durable = true, Settings = ["max_connections=300", "fsync=on"] })
                : null;
            return new TestCluster(setup, reaper, network, database);
        }
        catch
        {
            if (network is not null)
                await network.DisposeAsync();
            await reaper.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a node more, without waiting for anything; of another program, if one is given.</summary>
    public async Task<ClusterNode> AddAsync(string? program = null)
    {
        var number = Nodes.Length + 1;
        var place = (await Network.AddAsync(number)) with { Program = program };
        var variables = _setup.Variables.SetItem(Reaper.Variable, _reaper.Mark);
        if (_setup.HasDatabase)
        {
            variables = variables
                .SetItem("DATIVO_DATABASE", string.Create(CultureInfo.InvariantCulture, $"Host={place.Database};Port={place.DatabasePort};Username=postgres;Database=postgres"))
                .SetItem("DATIVO_NODE_HOST", place.Host)
                .SetItem("DATIVO_NODE_BIND_HOST", place.BindHost)
                .SetItem("DATIVO_NODE_PORT", place.Port.ToString(CultureInfo.InvariantCulture));
        }

        var node = new ClusterNode(number, place, Network, _setup, variables);
        lock (_nodes)
            _nodes.Add(node);
        return node;
    }

    /// <summary>Waits until each node that is meant to run says that it is ready, and one has the scheduler.</summary>
    /// <exception cref="InvalidOperationException">That did not come; the message says what each node said last.</exception>
    public async Task WholeAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var until = BootClock.Seconds + patience.TotalSeconds;
        while (true)
        {
            var wanted = Nodes.Where(node => node.IsWanted).ToArray();
            var pages = await Task.WhenAll(wanted.Select(node => node.HealthAsync(cancellationToken)));
            if (Nodes.SelectMany(node => node.Exits).FirstOrDefault(exit => exit.IsFinal) is { } refused)
                throw new InvalidOperationException(refused.ToString());
            if (Scheduler is not null && pages.All(page => page.IsReady))
                return;
            if (BootClock.Seconds > until)
                throw new InvalidOperationException($"After {patience.TotalSeconds:0} s {(Scheduler is null ? "no node has the scheduler; " : "")}{string.Join("; ", wanted.Zip(pages, (node, page) => $"{node.Name} says {page.Text}"))}");
            await Task.Delay(LookAgain, cancellationToken);
        }
    }

    /// <summary>Asks one node after another until one answers.</summary>
    public async Task<string> GetAsync(string path, CancellationToken cancellationToken)
    {
        var complaints = new StringBuilder();
        foreach (var node in Nodes.Where(node => node.Process is not null))
        {
            try
            {
                return await node.GetAsync(path, cancellationToken);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                complaints.Append(CultureInfo.InvariantCulture, $" {node.Name}: {exception.Message}");
            }
        }

        throw new HttpRequestException($"No node answers {path}:{complaints}");
    }

    /// <summary>Stops all nodes with SIGTERM.</summary>
    public Task StopAsync() => Task.WhenAll(Nodes.Select(node => node.StopAsync()));

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Nodes.Select(node => node.DisposeAsync().AsTask()));
        if (Database is not null)
            await Database.DisposeAsync();
        await Network.DisposeAsync();
        await _reaper.DisposeAsync();
    }
}
