using System.Collections.Concurrent;
using System.Globalization;
using Dativo.EndToEnd;
using Dativo.EndToEnd.Cluster;
using Dativo.EndToEnd.Load;
using Xunit.Abstractions;

namespace Dativo.Cluster.Tests;

/// <summary>
/// A rolling upgrade: a node of the previous commit and one of this one are a cluster under a load, and everything moves from the
/// one to the other and back. DATIVO_PREVIOUS_COMMIT names another commit to upgrade from.
/// </summary>
public sealed class UpgradeTests(ITestOutputHelper output)
{
    private const int RunsOfEach = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly ConcurrentQueue<int> _ends = new();

    [SkippableFact]
    public async Task A_node_of_the_previous_commit_and_one_of_this_are_a_cluster_that_loses_and_doubles_nothing()
    {
        Needs.PostgreSql();
        var (commit, missing) = await PreviousVersion.FindAsync();

        // There is nothing to upgrade from where the previous commit has no cluster, so that is no failure ever.
        Skip.If(missing?.EndsWith("knows no clusters yet", StringComparison.Ordinal) == true, missing);
        Needs.Unless(commit is not null, missing ?? "");
        var previous = await PreviousVersion.BuildAsync(commit!, output.WriteLine);
        var seed = Environment.GetEnvironmentVariable("DATIVO_E2E_SEED") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : Random.Shared.Next();
        output.WriteLine($"DATIVO_E2E_SEED={seed}, from {previous.Commit}");

        using var folder = new TestFolder { Keep = Environment.GetEnvironmentVariable("DATIVO_E2E_KEEP") == "1" };
        var plan = LoadPlan.OfTenants(tenants: 10, shortest: 2, longest: 4, new Random(seed));
        plan.WriteTo(folder);
        await using var cluster = await TestCluster.CreateAsync(new ClusterSetup(folder, LoadPlan.RunnerFile) { Watch = Watch });
        var older = await cluster.AddAsync(previous.Program);
        await RunsAsync(older, cluster);

        var newer = await cluster.AddAsync();
        await RunsAsync(older, cluster);
        await RunsAsync(newer, cluster);

        Assert.Equal(0, await older.StopAsync());
        await RunsAsync(newer, cluster);
        older.Start();
        await cluster.WholeAsync(Patience, CancellationToken.None);

        // What the newer one has stored and sent, the older one must be able to read: an upgrade can be taken back.
        Assert.Equal(0, await newer.StopAsync());
        await RunsAsync(older, cluster);
        newer.Start();
        await RunsAsync(newer, cluster);

        var evidence = await new ClusterLoad(plan, folder, cluster).DrainAsync(Patience, CancellationToken.None);
        var check = LoadChecker.Check(plan, evidence);
        await cluster.StopAsync();
        output.WriteLine($"{check.Occurrences} occurrences, {check.Attempts} attempts, {check.Interrupted} interrupted");
        Assert.Empty(check.Violations);
        Assert.Empty(LoadPlan.LiveProcesses(folder));
        Assert.DoesNotContain(cluster.Nodes.SelectMany(node => node.Log), line => line.Text.Contains("erializ", StringComparison.Ordinal));
        Assert.All(cluster.Nodes.SelectMany(node => node.Exits), exit => Assert.True(exit.IsRight, exit.ToString()));
    }

    // The cluster is whole, and from then on some runs end whose tenants live on the node.
    private async Task RunsAsync(ClusterNode node, TestCluster cluster)
    {
        await cluster.WholeAsync(Patience, CancellationToken.None);
        var before = EndsOf(node);
        using var limit = new CancellationTokenSource(Patience);
        while (EndsOf(node) < before + RunsOfEach)
            await Task.Delay(TimeSpan.FromMilliseconds(200), limit.Token);
    }

    private int EndsOf(ClusterNode node) => _ends.Count(number => number == node.Number);

    private void Watch(int node, LogLine line)
    {
        if (line.EventType == "run_finished")
            _ends.Enqueue(node);
    }
}
