using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Peers;
using Dativo.Benchmarks.Product;

namespace Dativo.Benchmarks.Scenarios;

/// <summary>kill -9 of one node of three: when its interrupted runs began again, and what the other tenants felt.</summary>
internal static class NodeKill
{
    private const string Rest =
        "while 50 tenants have a run each second and 12 have long ones: when its interrupted runs began again, and how late the runs of the "
        + "10 seconds after the kill were, of the tenants of other nodes and of all.";

    /// <summary>Of a node that only runs tenants.</summary>
    public static Scenario OfWorker { get; } = Of("failover", $"kill -9 of one node of three, {Rest}", ofFirst: false);

    /// <summary>Of the node that decides what is due; of the peers' nodes each does.</summary>
    public static Scenario OfScheduler { get; } = Of("failover-scheduler", $"kill -9 of the scheduler's node of three, {Rest}", ofFirst: true) with { Aims = [] };

    private static Scenario Of(string name, string title, bool ofFirst) => new()
    {
        Name = name,
        Title = title,
        Metrics =
        [
            new("all_again_s", "all again after s", Better.Lower),
            new("first_again_s", "the first", Better.Lower),
            new("others_p99_ms", "other tenants late, p99 ms", Better.Lower),
            new("all_p99_ms", "all tenants, p99 ms", Better.Lower),
            new("tenants_of_node", "tenants of the node", Better.Lower),
            new("interrupted", "runs interrupted", Better.Lower),
            new("again_of_interrupted", "of them again", Better.Higher),
        ],
        Contestants =
        [
            new(Contestants.Product, [Database.Postgres], arena => ProductClusterNode.KillOneAsync(arena, ofFirst)),
            new(Contestants.Quartz, [Database.Postgres], arena => QuartzNode.KillOneAsync(arena, ofFirst, tuned: false)),
            new("quartz, check-in 1 s", [Database.Postgres], arena => QuartzNode.KillOneAsync(arena, ofFirst, tuned: true)),
            new(Contestants.Hangfire, [Database.Postgres], arena => HangfireNode.KillOneAsync(arena, ofFirst)),
        ],
        Aims = [new("all_again_s", 4), new("others_p99_ms", 50)],
    };
}
