using System.Globalization;
using Dativo.EndToEnd.Cluster;
using Xunit.Abstractions;

namespace Dativo.Cluster.Tests;

/// <summary>
/// Three real nodes under a load while nodes and database fail, in an order that DATIVO_E2E_SEED repeats. DATIVO_E2E_KEEP=1 keeps
/// the nodes' logs.
/// </summary>
public sealed class ClusterTests(ITestOutputHelper output)
{
    private readonly int _seed = Environment.GetEnvironmentVariable("DATIVO_E2E_SEED") is { Length: > 0 } text
        ? int.Parse(text, CultureInfo.InvariantCulture)
        : Random.Shared.Next();

    [SkippableFact]
    public async Task Nodes_that_die_freeze_or_are_cut_off_lose_nothing_double_nothing_and_overlap_nowhere() =>
        await RunAsync(FaultPlan.Nodes(_seed, FaultScale.Short));

    [SkippableFact]
    public async Task A_database_that_goes_away_and_comes_back_loses_nothing_and_interrupts_nothing()
    {
        var report = await RunAsync(FaultPlan.Database(_seed, FaultScale.Short));

        Assert.Equal(0, report.Check!.Interrupted);
        Assert.All(report.Exits, exit => Assert.Equal(0, exit.Code));
    }

    private async Task<ClusterReport> RunAsync(IEnumerable<PlannedFault> faults)
    {
        Needs.PostgreSql();
        output.WriteLine($"DATIVO_E2E_SEED={_seed}");
        var options = new ClusterRunOptions(_seed, Tenants: 20, Nodes: 3, faults, Length: null)
        {
            ShortestInterval = 2,
            LongestInterval = 5,
            LeaseSeconds = 5,
            Keep = Environment.GetEnvironmentVariable("DATIVO_E2E_KEEP") == "1",
        };
        var report = await new ClusterRun(options, TimeProvider.System, output.WriteLine).RunAsync(CancellationToken.None);
        foreach (var exit in report.Exits)
            output.WriteLine(exit.ToString());
        if (report.Check is { } check)
            output.WriteLine($"{check.Occurrences} occurrences, {check.Attempts} attempts, {check.Interrupted} interrupted: {string.Join(", ", check.Statuses.Select(status => $"{status.Value} {status.Key}"))}");
        Assert.True(report.Problems.IsEmpty, string.Join('\n', report.Problems.Take(20)));
        Assert.True(report.Check!.Statuses.GetValueOrDefault("success") > 0 && report.Check.Statuses.GetValueOrDefault("failure") > 0, "the load was too small to show anything");
        return report;
    }
}
