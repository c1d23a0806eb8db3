using System.Diagnostics;
using System.Globalization;
using Dativo.Actors.Tenants;
using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Scenarios;

namespace Dativo.Benchmarks.Product;

/// <summary>What tenants cost the product.</summary>
internal static class DativoTenants
{
    private const int Slots = 50;

    // Fewer than may wait in a tenant's queue.
    private const int AtOnce = 500;
    private const string WithPast = "tenant_old";
    private static readonly TimeSpan SleepsAfter = TenantServices.DefaultIdleTimeout + TimeSpan.FromSeconds(15);

    public static async Task<Sample> RunAsync(Arena arena)
    {
        var tenants = Enumerable.Range(0, arena.Scaled(Tenants.Count)).Select(static number => string.Create(CultureInfo.InvariantCulture, $"tenant_{number:00000}")).ToArray();
        var past = arena.Scaled(Tenants.PastRuns);
        var definition = ProductFiles.Write(arena.Directory, tenants.Append(WithPast).Select(static tenant => (tenant, tenant, $"cron: \"{ProductFiles.Never}\"")));
        await using var node = await ProductNode.StartAsync(arena, definition, new NoWork(), Slots);
        using var reporting = arena.Follow("stored", () => node.Runs.Ended, past + tenants.Length);
        for (var done = 0; done < past; done += AtOnce)
            await node.RunAllAsync([.. Enumerable.Repeat(WithPast, Math.Min(AtOnce, past - done))]);
        var asleep = Heap();

        await node.RunAllAsync(tenants);
        var awake = Heap();

        await reporting.DisposeAsync();
        arena.Progress("waiting until they sleep");
        await Task.Delay(SleepsAfter);
        var again = Heap();

        await node.Stored.UntilSucceededAsync(past + tenants.Length, arena);
        await node.Stored.CheckAsync(past + tenants.Length);
        await WakeAsync(node, tenants[0]);
        var shortPast = Statistics.Median([.. await Task.WhenAll(tenants[1..8].Select(tenant => WakeAsync(node, tenant)))]);
        var longPast = await WakeAsync(node, WithPast);
        return Sample.Empty
            .With("awake_kb", (awake - asleep) / 1024.0 / tenants.Length)
            .With("asleep_kb", (again - asleep) / 1024.0 / tenants.Length)
            .With("recovery_ms", longPast)
            .With("recovery_short_ms", shortPast);
    }

    private static async Task<double> WakeAsync(ProductNode node, string tenant)
    {
        var watch = Stopwatch.StartNew();
        await node.Orchestrator.GetTenantAsync(tenant, CancellationToken.None);
        return watch.Elapsed.TotalMilliseconds;
    }

    private static long Heap()
    {
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
