using System.Collections.Immutable;
using Dativo.EndToEnd.Load;

namespace Dativo.EndToEnd.Cluster;

/// <summary>Puts a load on a cluster, brings the faults about, lets the load come to rest, and checks what became of it.</summary>
public sealed class ClusterRun(ClusterRunOptions options, TimeProvider time, Action<string> say)
{
    public async Task<ClusterReport> RunAsync(CancellationToken cancellationToken)
    {
        using var folder = new TestFolder { Keep = options.Keep };
        var plan = LoadPlan.OfTenants(options.Tenants, options.ShortestInterval, options.LongestInterval, new Random(options.Seed));
        plan.WriteTo(folder);
        var setup = new ClusterSetup(folder, LoadPlan.RunnerFile);
        if (options.LeaseSeconds is { } lease)
            setup = setup with { Variables = setup.Variables.Add("DATIVO_LEASE_DURATION_SECONDS", lease.ToString(System.Globalization.CultureInfo.InvariantCulture)) };
        await using var cluster = await TestCluster.CreateAsync(setup);
        say($"seed {options.Seed}: {options.Tenants} tenants, {options.Nodes} nodes, {cluster.Network.Kind}{(options.Keep ? $", in {folder.FullName}" : "")}");
        var load = new ClusterLoad(plan, folder, cluster);
        var began = time.GetTimestamp();
        ImmutableArray<FaultOutcome> faults = [];
        CheckReport? check = null;
        string? failure = null;
        try
        {
            await load.StartAsync(options.Nodes, cancellationToken);
            began = time.GetTimestamp();
            var driver = new FaultDriver(cluster, time, say);
            faults = await driver.RunAsync(Timely(began), cancellationToken);
            check = LoadChecker.Check(plan, await load.DrainAsync(options.DrainWithin, cancellationToken));
        }
        catch (Exception exception) when (exception is InvalidOperationException or HttpRequestException)
        {
            failure = exception.Message;
        }

        var minutes = time.GetElapsedTime(began).TotalMinutes;
        await cluster.StopAsync();
        return new ClusterReport(
            options.Seed,
            cluster.Network.Kind,
            Math.Round(minutes, 2),
            faults,
            [.. cluster.Nodes.SelectMany(node => node.Exits).OrderBy(exit => exit.At)],
            [.. LoadPlan.LiveProcesses(folder)],
            check,
            failure,
            [.. cluster.Nodes.SelectMany(node => node.Log)]);
    }

    private IEnumerable<PlannedFault> Timely(long began) =>
        options.Length is { } length ? options.Faults.TakeWhile(planned => time.GetElapsedTime(began) + planned.After < length) : options.Faults;
}
