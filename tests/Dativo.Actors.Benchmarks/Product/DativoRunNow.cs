using System.Diagnostics;
using Dativo.Actors.Workers;
using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Scenarios;

namespace Dativo.Benchmarks.Product;

/// <summary>The product runs many runs that are asked for at once.</summary>
internal static class DativoRunNow
{
    // A run that does nothing holds its slot while its start is stored, like a peer's thread: so many as the peers have threads.
    private const int SlotsForNothing = 50;

    /// <summary>They do nothing.</summary>
    public static Task<Sample> RunAsync(Arena arena)
    {
        var runs = arena.Scaled(RunNow.Runs);
        return RunAsync(arena, RunNow.WarmUpOf(runs), runs, new NoWork(), "[\"true\"]");
    }

    /// <summary>They do something.</summary>
    /// <param name="arena">Where.</param>
    /// <param name="warmup">How many come first and do not count.</param>
    /// <param name="runs">How many count.</param>
    /// <param name="executor">What they do; null: they are processes.</param>
    /// <param name="command">The processes' command.</param>
    public static async Task<Sample> RunAsync(Arena arena, int warmup, int runs, IAttemptExecutor? executor, string command)
    {
        await using var node = await ProductNode.StartAsync(arena, WriteFiles(arena, command), executor, executor is null ? null : SlotsForNothing);
        using var reporting = arena.Follow("stored", () => node.Runs.Ended, warmup + runs);
        var measured = await RunNow.MeasureAsync(
            arena,
            runs,
            async () =>
            {
                await node.RunAllAsync(SchedulesOf(warmup));
                await node.Stored.UntilSucceededAsync(warmup, arena);
            },
            () => node.RunAllAsync(SchedulesOf(runs)));

        var watch = Stopwatch.StartNew();
        await node.Stored.UntilSucceededAsync(warmup + runs, arena);
        measured = measured.With("history_ms", watch.Elapsed.TotalMilliseconds);
        await node.Stored.CheckAsync(warmup + runs);
        if (executor is null)
            await node.Stored.CheckProcessesAsync(warmup + runs);
        return measured;
    }

    /// <summary>The schedules of so many runs, the tenants' one after another.</summary>
    public static string[] SchedulesOf(int runs) => [.. Enumerable.Range(0, runs).Select(static run => ScheduleOf(RunNow.TenantOf(run)))];

    /// <summary>Writes the configuration: a schedule for each tenant that is never due by itself.</summary>
    /// <returns>The path of runner.yaml.</returns>
    public static string WriteFiles(Arena arena, string command = "[\"true\"]") => ProductFiles.Write(
        arena.Directory,
        Enumerable.Range(0, RunNow.Tenants).Select(RunNow.TenantOf).Select(static tenant => (ScheduleOf(tenant), tenant, $"cron: \"{ProductFiles.Never}\"")),
        command);

    private static string ScheduleOf(string tenant) => $"{tenant}_daily";
}
