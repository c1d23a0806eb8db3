using System.Collections.Immutable;
using Dativo.Benchmarks.Harness;

namespace Dativo.Benchmarks.Cluster;

/// <summary>Kills one of three nodes under work, and reads from what the nodes saw when work went on.</summary>
internal static class Failover
{
    private const int Nodes = 3;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Meanwhile = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    /// <summary>Does it.</summary>
    /// <param name="arena">Where the nodes store.</param>
    /// <param name="kind">One of <see cref="NodeKinds"/>.</param>
    /// <param name="definition">The path of the runner.yaml; empty for nodes that have none.</param>
    /// <param name="ofFirst">Whether the node that was started first is killed, or the other one with the most long runs under way.</param>
    /// <param name="tuned">Whether nodes are set up for a quick failover.</param>
    public static async Task<Sample> RunAsync(Arena arena, string kind, string definition, bool ofFirst, bool tuned)
    {
        var record = new FailoverRecord();
        var nodes = new List<NodeProcess>();
        try
        {
            for (var number = 1; number <= Nodes; number++)
            {
                arena.Progress($"starting node {number}");
                nodes.Add(await NodeProcess.StartAsync(kind, number, arena, definition, tuned, record.Hear));
            }

            arena.Progress("three nodes at work");
            await Task.Delay(WarmUp);
            var victim = await VictimAsync(nodes, record, ofFirst);
            var interrupted = record.UnderWay(victim.Number);
            var killed = TimeProvider.System.GetUtcNow();
            victim.Kill();

            while (Since(killed) < Limit && (Since(killed) < Meanwhile || record.Again(interrupted, killed).Length < interrupted.Length))
            {
                arena.Progress($"{Since(killed).TotalSeconds:0} s after the kill, {record.Again(interrupted, killed).Length} of {interrupted.Length} interrupted runs began again");
                await Task.Delay(LookAgain);
            }

            return Measured(record, interrupted, record.Elsewhere(victim.Number, killed), killed);
        }
        finally
        {
            foreach (var node in nodes)
                node.Kill();
            foreach (var node in nodes)
                await node.DisposeAsync();
        }
    }

    private static async Task<NodeProcess> VictimAsync(List<NodeProcess> nodes, FailoverRecord record, bool first)
    {
        var patience = TimeProvider.System.GetUtcNow() + Limit;
        while (TimeProvider.System.GetUtcNow() < patience)
        {
            var victim = first ? nodes[0] : nodes.Skip(1).MaxBy(node => record.UnderWay(node.Number).Length)!;
            if (!record.UnderWay(victim.Number).IsEmpty)
                return victim;
            await Task.Delay(LookAgain);
        }

        throw new BenchmarkException("the node to be killed has no long run to interrupt");
    }

    private static Sample Measured(FailoverRecord record, ImmutableArray<StartLine> interrupted, ImmutableHashSet<string> elsewhere, DateTimeOffset killed)
    {
        var again = record.Again(interrupted, killed);
        var now = TimeProvider.System.GetUtcNow();
        var everybody = FailoverWork.Tenants.Select(static entry => entry.Tenant).Where(FailoverWork.IsPulse).ToImmutableHashSet();
        var others = record.Lateness(elsewhere, killed, killed + Meanwhile - TimeSpan.FromSeconds(2), now);
        var all = record.Lateness(everybody, killed, killed + Meanwhile - TimeSpan.FromSeconds(2), now);
        var sample = Sample.Empty
            .With("tenants_of_node", everybody.Count - elsewhere.Count)
            .With("interrupted", interrupted.Length)
            .With("again_of_interrupted", again.Length);
        if (record.HasPulses)
            sample = sample.With("all_p99_ms", Statistics.Lateness(all).Values["p99_ms"]);
        if (!others.IsEmpty)
            sample = sample.With("others_p99_ms", Statistics.Lateness(others).Values["p99_ms"]);

        // Of what never began again it is only known that it took longer than anybody waited.
        var missing = again.Length < interrupted.Length;
        return sample
            .With("first_again_s", again.IsEmpty ? (now - killed).TotalSeconds : (again.Min() - killed).TotalSeconds)
            .With("all_again_s", missing ? (now - killed).TotalSeconds : (again.Max() - killed).TotalSeconds);
    }

    private static TimeSpan Since(DateTimeOffset instant) => TimeProvider.System.GetUtcNow() - instant;
}
