using System.Diagnostics;
using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Scenarios;

namespace Dativo.Benchmarks.Ceilings;

/// <summary>
/// The database alone: the events that the product stores for <see cref="RunNow"/> (not the history that follows from them) are written as plain
/// rows, one transaction after another.
/// </summary>
internal static class JournalRows
{
    private const int Batch = 1_000;

    // One commit for each row takes minutes where a disk is slow; a part of them shows the rate as well.
    private static readonly TimeSpan SingleLimit = TimeSpan.FromSeconds(5);

    /// <summary>Many rows a transaction.</summary>
    public static Task<Sample> BatchedAsync(Arena arena) => RunAsync(arena, Batch, Timeout.InfiniteTimeSpan);

    /// <summary>One row a transaction.</summary>
    public static Task<Sample> SingleAsync(Arena arena) => RunAsync(arena, 1, SingleLimit);

    private static async Task<Sample> RunAsync(Arena arena, int batch, TimeSpan limit)
    {
        var rows = JournalRow.OfRuns(arena.Scaled(RunNow.Runs)).AsMemory();
        await using IRowStore store = arena.ConnectionString is { } connection ? new PostgresRowStore(connection) : new SqliteRowStore(arena.Directory);
        await store.CreateAsync();
        var written = 0;
        var cpu = arena.MeasureCpu();
        var watch = Stopwatch.StartNew();
        using var reporting = arena.Follow("rows", () => Volatile.Read(ref written), rows.Length);
        while (written < rows.Length && (limit == Timeout.InfiniteTimeSpan || watch.Elapsed < limit))
        {
            var next = rows.Slice(written, Math.Min(batch, rows.Length - written));
            await store.WriteAsync(next);
            Volatile.Write(ref written, written + next.Length);
        }

        var took = watch.Elapsed;
        var measured = RunNow.Measured((double)written / JournalRow.PerRun, took, cpu).With("rows_per_second", written / took.TotalSeconds);
        var stored = await store.CountAsync();
        return stored == written ? measured : throw new BenchmarkException($"{stored:N0} rows are in the table, not {written:N0}");
    }
}
