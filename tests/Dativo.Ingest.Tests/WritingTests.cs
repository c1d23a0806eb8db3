using System.Globalization;
using System.Text;
using CsCheck;
using Parquet;

namespace Dativo.Ingest.Tests;

public class WritingTests
{
    private static readonly Gen<string?[]> Record = Gen.Select(
        Gen.Long.Select(v => (string?)v.ToString(CultureInfo.InvariantCulture)),
        Gen.OneOf(Gen.Const((string?)null), Gen.String[Gen.Char['\u0001', '\u02ff'], 1, 12].Select(v => (string?)v)),
        Gen.OneOf(Gen.Const((string?)null), Gen.Double.Where(double.IsFinite).Select(v => (string?)v.ToString("R", CultureInfo.InvariantCulture))),
        Gen.OneOf(Gen.Const((string?)null), Gen.Bool.Select(v => (string?)(v ? "true" : "false"))),
        Gen.OneOf(Gen.Const((string?)null), Gen.Int[0, 3_652_058].Select(v => (string?)DateOnly.FromDayNumber(v).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))),
        Gen.OneOf(Gen.Const((string?)null), Gen.Long[0, 253_402_300_799_999_999].Select(v => (string?)DateTime.UnixEpoch.AddTicks(v * 10).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture))),
        (a, b, c, d, e, f) => new[] { a, b, c, d, e, f });

    [Fact]
    public async Task Every_record_comes_back_as_it_was_given() => await Gen.Select(Record.Array[0, 40], Gen.Bool).SampleAsync(
        async (records, partitioned) =>
        {
            using var job = new TestJob(TestJob.Job(target: "connection: { path: out }" + (partitioned ? "\n  partitioning: [good, day]" : "")));
            job.Data(TestJob.Header + string.Concat(records.Select(r => string.Join(',', r.Select(Quoted)) + "\r\n")));
            if (await job.RunAsync() != 0)
                return false;
            var rows = (await job.RowsAsync()).Select(r => string.Join('\u0001', r.Select(Text))).Order(StringComparer.Ordinal);
            return rows.SequenceEqual(records.Select(r => string.Join('\u0001', r.Select(v => v ?? "null"))).Order(StringComparer.Ordinal));
        },
        iter: 60);

    [Fact]
    public async Task Files_have_about_their_target_size_and_row_groups_are_bounded()
    {
        using var job = new TestJob(TestJob.Job(target: "connection: { path: out }\n  parquet_target_size_mb: 1"));
        var random = new Random(5);
        using (var file = new StreamWriter(Path.Combine(job.Directory, "data.csv")))
        {
            file.Write(TestJob.Header);
            for (var i = 0; i < 120_000; i++)
                file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i},{random.NextInt64():x}{random.NextInt64():x},{random.NextDouble()},,,"));
        }

        Assert.Equal(0, await job.RunAsync());

        var sizes = job.Files.Select(f => new FileInfo(Path.Combine(job.Asset, f)).Length).ToList();
        Assert.InRange(sizes.Count, 3, 9);
        Assert.All(sizes.SkipLast(1), size => Assert.InRange(size, 500_000, 2_100_000));
        Assert.Equal(Enumerable.Range(0, 120_000).Select(i => (object?)(long)i), (await job.RowsAsync()).Select(r => r[0]));
    }

    [Fact]
    public async Task More_partitions_than_open_files_still_make_one_file_each()
    {
        using var job = new TestJob(TestJob.Job(target: "connection: { path: out }\n  partitioning: [id]"));
        job.Data(TestJob.Header + string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i % 200},n{i},,,,\n")));

        Assert.Equal(0, await job.RunAsync());

        Assert.Equal(200, job.Files.Count);
        Assert.Equal(1000, (await job.RowsAsync()).Select(r => r[1]).Distinct().Count());
    }

    [Fact]
    public async Task A_field_longer_than_every_block_is_kept()
    {
        using var job = new TestJob(TestJob.Job("schema_validation_mode: warn"));
        var name = new string('x', 300_000);
        job.Data(TestJob.Header + $"bad,{name},,,,\n1,{name},,,,\n2,short,,,,\n");

        Assert.Equal(1, await job.RunAsync());

        Assert.Equal([name, "short"], (await job.RowsAsync()).Select(r => r[1]));
    }

    [Fact]
    public async Task The_files_say_which_columns_may_be_null_and_are_compressed()
    {
        using var job = new TestJob().Data(TestJob.Header + "1,,,,,\n");
        Assert.Equal(0, await job.RunAsync());

        await using var reader = await ParquetReader.CreateAsync(Path.Combine(job.Asset, job.Files.Single()));

        Assert.Equal(["id", "name", "price", "good", "day", "at"], reader.Schema.DataFields.Select(f => f.Name));
        Assert.Equal([false, true, true, true, true, true], reader.Schema.DataFields.Select(f => f.IsNullable));
        Assert.All(reader.Metadata!.RowGroups.SelectMany(g => g.Columns), c => Assert.Equal(Parquet.Meta.CompressionCodec.SNAPPY, c.MetaData!.Codec));
        Assert.Equal("run1", reader.CustomMetadata["dativo.run_id"]);
        var at = reader.Metadata.Schema.Single(e => e.Name == "at").LogicalType!.TIMESTAMP!;
        Assert.True(at.IsAdjustedToUTC);
        Assert.NotNull(at.Unit.MICROS);
    }

    [Fact]
    public async Task The_files_tell_the_least_and_the_greatest_value_as_they_are_stored()
    {
        using var job = new TestJob().Data(TestJob.Header + "5,b,2.5,true,2024-02-29,2024-02-29T12:30:00.000001Z\n-7,ab,,,1969-12-31,1969-12-31T23:59:59.999999Z\n3,,-1e3,,,\n");
        Assert.Equal(0, await job.RunAsync());

        await using var reader = await ParquetReader.CreateAsync(Path.Combine(job.Asset, job.Files.Single()));
        var limits = reader.Metadata!.RowGroups.Single().Columns.Select(c => c.MetaData!.Statistics!).ToList();

        Assert.Equal([(-7L, 5L), (-1L, 1_709_209_800_000_001L)], new[] { limits[0], limits[5] }.Select(l => (BitConverter.ToInt64(l.MinValue!), BitConverter.ToInt64(l.MaxValue!))));
        Assert.Equal(("ab", "b"), (Encoding.UTF8.GetString(limits[1].MinValue!), Encoding.UTF8.GetString(limits[1].MaxValue!)));
        Assert.Equal((-1000, 2.5), (BitConverter.ToDouble(limits[2].MinValue!), BitConverter.ToDouble(limits[2].MaxValue!)));
        Assert.Equal((-1, 19_782), (BitConverter.ToInt32(limits[4].MinValue!), BitConverter.ToInt32(limits[4].MaxValue!)));
        Assert.Equal([0, 1, 1, 2, 1, 1], limits.Select(l => l.NullCount));
    }

    [Theory]
    [InlineData("\U0001F600", "plain", true)]
    [InlineData("\uFF01", "plain", true)]
    [InlineData("\U0001F600", "\uFF01", false)]
    public async Task Texts_whose_order_is_another_in_the_file_have_no_limits_there(string one, string other, bool told)
    {
        using var job = new TestJob().Data($"{TestJob.Header}1,{one},,,,\n2,,,,,\n3,{other},,,,\n");
        Assert.Equal(0, await job.RunAsync());

        Assert.Equal([one, null, other], (await job.RowsAsync()).Select(r => r[1]));
        await using var reader = await ParquetReader.CreateAsync(Path.Combine(job.Asset, job.Files.Single()));
        var limits = reader.Metadata!.RowGroups.Single().Columns[1].MetaData!.Statistics!;
        Assert.Equal((told, 1L), (limits.MinValue is not null && limits.MaxValue is not null, limits.NullCount));
    }

    private static string Quoted(string? field) => field is null ? "" : $"\"{field.Replace("\"", "\"\"")}\"";

    private static string Text(object? value) => value switch
    {
        null => "null",
        bool v => v ? "true" : "false",
        double v => v.ToString("R", CultureInfo.InvariantCulture),
        DateOnly v => v.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime v => v.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
