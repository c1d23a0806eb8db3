using System.Globalization;
using Dativo.EndToEnd.Cluster;
using Xunit.Abstractions;

namespace Dativo.Cluster.Tests;

/// <summary>
/// Three real nodes under a load while something fails, in an order that DATIVO_E2E_SEED repeats. DATIVO_E2E_KEEP=1 keeps the nodes' logs.
/// </summary>
internal static class FaultRun
{
    /// <summary>Makes the plan of a seed, carries it out, and checks what must always hold.</summary>
    public static async Task<ClusterReport> CheckAsync(Func<int, IEnumerable<PlannedFault>> plan, ITestOutputHelper output)
    {
        Needs.PostgreSql();
        var seed = Environment.GetEnvironmentVariable("DATIVO_E2E_SEED") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : Random.Shared.Next();
        output.WriteLine($"DATIVO_E2E_SEED={seed}");
        var options = new ClusterRunOptions(seed, Tenants: 20, Nodes: 3, plan(seed), Length: null)
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
