using Dativo.EndToEnd.Cluster;
using Xunit.Abstractions;

namespace Dativo.Cluster.Tests;

/// <summary>A database that fails.</summary>
public sealed class DatabaseFaultTests(ITestOutputHelper output)
{
    [SkippableFact]
    public async Task A_database_that_goes_away_and_comes_back_loses_nothing_and_interrupts_nothing()
    {
        var report = await FaultRun.CheckAsync(static seed => FaultPlan.Database(seed, FaultScale.Short), output);

        Assert.Equal(0, report.Check!.Interrupted);
        Assert.All(report.Exits, exit => Assert.Equal(0, exit.Code));
    }
}
