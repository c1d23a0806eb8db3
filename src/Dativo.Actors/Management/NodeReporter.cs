using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Dativo.Actors.Hosting;
using Dativo.Actors.Membership;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Management;

/// <summary>Says how this node is. What a part of it does not answer in time is left out, with the reason.</summary>
internal sealed class NodeReporter(IReadOnlyActorRegistry registry, IMembership membership, NodeOptions options)
{
    // Below what the asking node waits for the whole.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(700);

    private static readonly string Version = typeof(NodeReporter).Assembly.GetName().Version?.ToString(3) ?? "unknown";

    /// <summary>The report; never faulted.</summary>
    public async Task<NodeReport> ReportAsync()
    {
        var slots = SlotsAsync();
        var shards = ShardsAsync();
        var (report, slotsProblem) = await slots.ConfigureAwait(false);
        var (living, shardsProblem) = await shards.ConfigureAwait(false);
        return new NodeReport
        {
            Version = Version,
            Database = options.Database is null ? "sqlite" : "postgresql",
            DatabaseProblem = membership.DatabaseProblem,
            Slots = report,
            SlotsProblem = slotsProblem,
            Shards = living,
            ShardsProblem = shardsProblem,
        };
    }

    private async Task<(SlotReport? Slots, string? Problem)> SlotsAsync()
    {
        if (!registry.TryGet<WorkerKey>(out var worker))
            return (null, options.Has(NodeRoles.Worker) ? "the worker has not started yet" : null);
        try
        {
            var load = await worker.Ask<WorkerLoad>(GetWorkerLoad.Instance, Patience).ConfigureAwait(false);
            return (new SlotReport(load.SlotsInUse, load.Slots, load.Waiting), null);
        }
        catch (Exception exception)
        {
            return (null, NoAnswer("the worker", exception));
        }
    }

    private async Task<(ImmutableArray<ShardReport> Shards, string? Problem)> ShardsAsync()
    {
        if (!options.Has(NodeRoles.Worker))
            return ([], null);
        if (!registry.TryGet<TenantRegion>(out var region))
            return ([], "the tenants have not started yet");
        try
        {
            var stats = await region.Ask<ShardRegionStats>(GetShardRegionStats.Instance, Patience).ConfigureAwait(false);
            var problem = stats.Failed.Count == 0 ? null : $"{stats.Failed.Count} shards did not answer";
            return ([.. stats.Stats.Select(shard => new ShardReport(shard.Key, shard.Value)).OrderBy(shard => shard.ShardId, ShardIds.Order)], problem);
        }
        catch (Exception exception)
        {
            return ([], NoAnswer("the tenants", exception));
        }
    }

    private static string NoAnswer(string who, Exception exception) =>
        exception is AskTimeoutException ? $"{who} did not answer within {Patience.TotalMilliseconds:0} ms" : $"{who} did not answer: {exception.Message}";
}
