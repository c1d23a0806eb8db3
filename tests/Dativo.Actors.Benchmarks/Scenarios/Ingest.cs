using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Ingestion;
using Dativo.Benchmarks.Product;

namespace Dativo.Benchmarks.Scenarios;

/// <summary>
/// A large CSV file becomes Parquet. Each contestant is a program that is started for it, as a job is: what is measured goes from its
/// start to its end. Before, the file is written and made durable; after, what came of it is read back and compared.
/// </summary>
internal static class Ingest
{
    /// <summary>How many rows the file has.</summary>
    public const int Rows = 10_000_000;

    private const string Ceiling = "raw loop";

    // Writing the file and reading the result back are within it.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static Scenario Scenario { get; } = new()
    {
        Name = "ingest",
        Title = $"{Rows:N0} CSV rows of 10 columns become Parquet (Snappy): numbers, dates, timestamps, booleans, short texts, some of them quoted or null. The product validates and publishes them; the raw loop reads, parses and writes.",
        Metrics =
        [
            new("rows_per_second", "rows/s", Better.Higher),
            new("seconds", "s", Better.Lower),
            new("mb_per_second", "MB/s of CSV", Better.Higher),
            new("cpu_seconds", "CPU s", Better.Lower),
            new("peak_memory_mb", "peak MB", Better.Lower),
            new("written_mb", "MB written", Better.Lower),
        ],
        Contestants =
        [
            new(Contestants.Product, [Database.None], arena => RunAsync(arena, DativoIngest.RunAsync)) { Limit = Limit },
            new(Ceiling, [Database.None], arena => RunAsync(arena, RunRawLoopAsync)) { Limit = Limit },
        ],
        Aims =
        [
            new("rows_per_second", 0.6) { Of = Ceiling },
            new("peak_memory_mb", 400),
        ],
    };

    private static async Task<Sample> RunAsync(Arena arena, Func<Arena, string, int, Task<(Sample Sample, string[] Files)>> ingestAsync)
    {
        var rows = arena.Scaled(Rows);
        var csv = Path.Combine(arena.Directory, "orders.csv");
        var content = OrdersFile.Write(csv, rows, arena.Report);
        var (sample, files) = await ingestAsync(arena, csv, rows);
        File.Delete(csv);
        content.Check(await ParquetContent.ReadAsync(files, done => arena.Report("read back", done, rows)));
        return sample.With("written_mb", files.Sum(static file => new FileInfo(file).Length) / 1e6);
    }

    private static async Task<(Sample Sample, string[] Files)> RunRawLoopAsync(Arena arena, string csv, int rows)
    {
        var parquet = Path.Combine(arena.Directory, "orders.parquet");
        var sample = await IngestProcess.MeasureAsync(Environment.ProcessPath!, [RawLoop.Name, csv, parquet], arena, rows, new FileInfo(csv).Length);
        return (sample, [parquet]);
    }
}
