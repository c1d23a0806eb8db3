using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Parquet;

namespace Dativo.Ingest.Tests;

/// <summary>A job in a directory of its own, which goes away with it.</summary>
internal sealed class TestJob : IDisposable
{
    public const string Schema = """
        name: things
        schema:
          - { name: id, type: integer, required: true }
          - { name: name, type: string }
          - { name: price, type: double }
          - { name: good, type: boolean }
          - { name: day, type: date }
          - { name: at, type: timestamp }
        """;

    public const string Header = "id,name,price,good,day,at\n";

    public TestJob(string? job = null, string? asset = null)
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("dativo-ingest-").FullName;
        Write("asset.yaml", asset ?? Schema);
        Write("job.yaml", job ?? Job());
    }

    public string Directory { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public Dictionary<string, string> Environment { get; } = new() { ["DATIVO_RUN_ID"] = "run1" };

    public string ErrorText { get; private set; } = "";

    public IReadOnlyList<JsonElement> Events { get; private set; } = [];

    public string Asset => Path.Combine(Directory, "out", "things");

    /// <summary>The files a reader of the table sees, relative to the asset's directory.</summary>
    public IReadOnlyList<string> Files => System.IO.Directory.Exists(Asset)
        ? [.. System.IO.Directory.EnumerateFiles(Asset, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Asset, f).Replace('\\', '/'))
            .Where(f => !f.StartsWith(".dativo/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)]
        : [];

    public IReadOnlyList<string> Staged
    {
        get
        {
            var staging = Path.Combine(Asset, ".dativo", "staging");
            return System.IO.Directory.Exists(staging) ? System.IO.Directory.GetFileSystemEntries(staging) : [];
        }
    }

    public static string Job(string more = "", string file = "- path: data.csv", string target = "connection: { path: out }") => $"""
        tenant_id: acme
        source_connector: csv
        target_connector: local
        asset: things
        asset_path: asset.yaml
        source:
          files:
            {file}
        target:
          {target}
        {more}
        """;

    public TestJob Data(string text, string name = "data.csv")
    {
        Write(name, text);
        return this;
    }

    public void Write(string name, string text) => File.WriteAllText(Path.Combine(Directory, name), text, new UTF8Encoding(false));

    public async Task<int> RunAsync(CancellationToken cancellationToken = default)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var code = await IngestProgram.RunAsync(new IngestArguments("job.yaml", Directory), output, error, Time, Environment, cancellationToken);
        ErrorText = error.ToString();
        Events = [.. Encoding.UTF8.GetString(output.ToArray())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)];
        return code;
    }

    public JsonElement Event(string type) => Events.Single(e => e.GetProperty("event_type").GetString() == type);

    /// <summary>Every row of every visible file, as the values of the asset's columns.</summary>
    public async Task<List<object?[]>> RowsAsync()
    {
        var rows = new List<object?[]>();
        foreach (var file in Files)
            rows.AddRange(await ReadParquetAsync(Path.Combine(Asset, file)));
        return rows;
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    private static async Task<List<object?[]>> ReadParquetAsync(string path)
    {
        await using var reader = await ParquetReader.CreateAsync(path, new ParquetOptions { UseDateOnlyTypeForDates = true });
        var rows = new List<object?[]>();
        var fields = reader.Schema.DataFields;
        for (var g = 0; g < reader.RowGroupCount; g++)
        {
            using var group = reader.OpenRowGroupReader(g);
            var count = (int)group.RowCount;
            var columns = new List<object?[]>();
            foreach (var field in fields)
            {
                columns.Add(field.ClrType == typeof(long) ? await ColumnAsync<long>()
                    : field.ClrType == typeof(double) ? await ColumnAsync<double>()
                    : field.ClrType == typeof(bool) ? await ColumnAsync<bool>()
                    : field.ClrType == typeof(DateOnly) ? await ColumnAsync<DateOnly>()
                    : field.ClrType == typeof(DateTime) ? await ColumnAsync<DateTime>()
                    : await TextAsync());

                async Task<object?[]> ColumnAsync<T>()
                    where T : struct
                {
                    if (!field.IsNullable)
                    {
                        var present = new T[count];
                        await group.ReadAsync<T>(field, present.AsMemory());
                        return [.. present.Select(v => (object?)v)];
                    }

                    var values = new T?[count];
                    await group.ReadAsync<T>(field, values.AsMemory());
                    return [.. values.Select(v => (object?)v)];
                }

                async Task<object?[]> TextAsync()
                {
                    var values = new string?[count];
                    await group.ReadAsync(field, values.AsMemory());
                    return [.. values];
                }
            }

            for (var r = 0; r < count; r++)
                rows.Add([.. columns.Select(c => c[r])]);
        }

        return rows;
    }
}
