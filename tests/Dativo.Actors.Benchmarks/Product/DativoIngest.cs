using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Ingestion;

namespace Dativo.Benchmarks.Product;

/// <summary>The product ingests: <c>dativo run</c> with a job that is strict, its default.</summary>
internal static class DativoIngest
{
    private const string Job = """
        tenant_id: acme
        source_connector: csv
        asset: orders
        asset_path: orders.yaml
        source:
          files:
            - path: orders.csv
        target:
          connection: { path: lake }
        schema_validation_mode: strict
        """;

    /// <summary>Ingests the file.</summary>
    /// <returns>What was measured, and the files that were published, in the order of their rows.</returns>
    public static async Task<(Sample Sample, string[] Files)> RunAsync(Arena arena, string csv, int rows)
    {
        await File.WriteAllTextAsync(Path.Combine(arena.Directory, "job.yaml"), Job);
        await File.WriteAllTextAsync(Path.Combine(arena.Directory, "orders.yaml"), OrdersFile.Asset);
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "dativo.exe" : "dativo");
        var sample = await IngestProcess.MeasureAsync(program, ["run", "--config", "job.yaml"], arena, rows, new FileInfo(csv).Length);
        var published = Directory.GetFiles(Path.Combine(arena.Directory, "lake", "orders"), "*.parquet");
        return (sample, [.. published.Order(StringComparer.Ordinal)]);
    }
}
