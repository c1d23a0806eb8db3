using System.Globalization;
using Dativo.Benchmarks.Cluster;
using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Scenarios;

namespace Dativo.Benchmarks.Product;

/// <summary>A node of the product that is one of several.</summary>
internal sealed class ProductClusterNode : INode
{
    /// <summary>The kind whose runs take as long as <see cref="FailoverWork"/> says.</summary>
    public const string ThatWaits = "dativo-waits";

    /// <summary>The kind whose runs do nothing.</summary>
    public const string ThatDoesNothing = "dativo-nothing";

    // Long runs and those that are due each second must never wait for one another.
    private const int Slots = 64;
    private static readonly TimeSpan Count = TimeSpan.FromMilliseconds(20);
    private readonly ProductNode _node;
    private readonly Timer _counting;

    private ProductClusterNode(ProductNode node, Action<NodeLine> say)
    {
        _node = node;
        var last = -1;
        _counting = new Timer(
            _ =>
            {
                if (node.Runs.Ended is var ended && Interlocked.Exchange(ref last, ended) != ended)
                    say(new NodeLine { Ended = ended });
            },
            null,
            Count,
            Count);
    }

    /// <summary>Starts a node whose runs take as long as <see cref="FailoverWork"/> says.</summary>
    public static async Task<INode> StartThatWaitsAsync(NodeStand stand) =>
        new ProductClusterNode(await ProductNode.StartAsync(ArenaOf(stand), stand.Definition, new TimedWork(stand.Say), Slots), stand.Say);

    /// <summary>Starts a node whose runs do nothing.</summary>
    public static async Task<INode> StartThatDoesNothingAsync(NodeStand stand) =>
        new ProductClusterNode(await ProductNode.StartAsync(ArenaOf(stand), stand.Definition, new NoWork(), Slots), stand.Say);

    /// <summary>Kills one node of three.</summary>
    public static Task<Sample> KillOneAsync(Arena arena, bool ofFirst)
    {
        var definition = ProductFiles.Write(
            arena.Directory,
            FailoverWork.Tenants.Select(static entry => (
                entry.Tenant,
                entry.Tenant,
                string.Create(CultureInfo.InvariantCulture, $"interval_seconds: {entry.Interval}\n        anchor: \"{entry.Anchor:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\""))));
        return Failover.RunAsync(arena, ThatWaits, definition, ofFirst, tuned: false);
    }

    /// <summary>Runs the work of <see cref="RunNow"/> on so many nodes; the first is asked.</summary>
    public static async Task<Sample> RunNowAsync(Arena arena, int nodes)
    {
        var runs = arena.Scaled(RunNow.Runs);
        var definition = DativoRunNow.WriteFiles(arena);
        var processes = new List<NodeProcess>();
        try
        {
            for (var number = 1; number <= nodes; number++)
                processes.Add(await NodeProcess.StartAsync(ThatDoesNothing, number, arena, definition, tuned: false, static (_, _) => { }));

            // Tenants wake where they will stay, and code is compiled, before the clock runs; each node has a compiler to keep busy.
            var warmup = RunNow.WarmUpOf(runs) * nodes;
            List<int> before = [];
            var measured = await RunNow.MeasureAsync(
                arena,
                runs,
                async () =>
                {
                    await RunAllAsync(arena, processes, warmup, 0);
                    before = processes.ConvertAll(static process => process.Ended);
                },
                () => RunAllAsync(arena, processes, runs, warmup));
            measured = measured.With("busiest_node_percent", 100.0 * processes.Select((process, i) => process.Ended - before[i]).Max() / runs);
            var stored = StoredRuns.Of(arena, arena.Directory);
            await stored.UntilSucceededAsync(runs + warmup, arena);
            await stored.CheckAsync(runs + warmup);
            return measured;
        }
        finally
        {
            foreach (var process in processes)
                await process.DisposeAsync();
        }
    }

    public Task AskForRunsAsync(int runs) => _node.AskForRunsAsync(DativoRunNow.SchedulesOf(runs));

    public async ValueTask DisposeAsync()
    {
        await _counting.DisposeAsync();
        await _node.DisposeAsync();
    }

    private static async Task RunAllAsync(Arena arena, List<NodeProcess> nodes, int runs, int already)
    {
        await nodes[0].AskForRunsAsync(runs);
        while (nodes.Sum(static node => node.Ended) is var ended && ended < already + runs)
        {
            arena.Report("stored", ended - already, runs);
            await Task.Delay(10);
        }
    }

    private static Arena ArenaOf(NodeStand stand) => new()
    {
        Database = Database.Postgres,
        Directory = stand.Directory,
        ConnectionString = stand.ConnectionString,
        Progress = static _ => { },
    };
}
