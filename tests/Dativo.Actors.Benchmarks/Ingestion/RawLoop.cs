using System.CommandLine;
using Parquet;
using Parquet.Schema;
using Sylvan.Data.Csv;

namespace Dativo.Benchmarks.Ingestion;

/// <summary>
/// The ceiling: the loop that one would write for this very file with the same libraries, as their documentation shows them. Sylvan's
/// reader with its typed accessors, columns collected in arrays that are used again, row groups of a million rows as Parquet.Net's own
/// serializer makes them, its default compression (Snappy, which is the product's). No validation beyond that a value which cannot be
/// parsed ends it, no staging, no flush to the disk.
/// </summary>
internal sealed class RawLoop
{
    /// <summary>The command that runs it.</summary>
    public const string Name = "raw-loop";

    private const int RowGroup = ParquetOptions.DefaultRowGroupSize;

    private static readonly ParquetSchema Schema = new(
        new DataField<long>("id"),
        new DataField<long>("customer_id"),
        new DataField<long?>("quantity"),
        new DataField<double?>("price"),
        new DataField<double?>("weight"),
        new DataField<DateOnly>("ordered_on"),
        new DateTimeDataField("changed_at", DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Micros, isNullable: false),
        new DataField<bool?>("paid"),
        new DataField("country", typeof(string), isNullable: true),
        new DataField("note", typeof(string), isNullable: true));

    private readonly long[] _id = new long[RowGroup];
    private readonly long[] _customerId = new long[RowGroup];
    private readonly long?[] _quantity = new long?[RowGroup];
    private readonly double?[] _price = new double?[RowGroup];
    private readonly double?[] _weight = new double?[RowGroup];
    private readonly DateOnly[] _orderedOn = new DateOnly[RowGroup];
    private readonly DateTime[] _changedAt = new DateTime[RowGroup];
    private readonly bool?[] _paid = new bool?[RowGroup];
    private readonly string?[] _country = new string?[RowGroup];
    private readonly string?[] _note = new string?[RowGroup];

    /// <summary>Makes the command: it runs in a process of its own, as the product's job does.</summary>
    public static Command Command()
    {
        var csv = new Argument<string>("csv");
        var parquet = new Argument<string>("parquet");
        var command = new Command(Name, "Writes the rows of a CSV file into a Parquet file, as plainly as it can be done.") { csv, parquet };
        command.Hidden = true;
        command.SetAction((parsed, _) => new RawLoop().RunAsync(parsed.GetValue(csv)!, parsed.GetValue(parquet)!));
        return command;
    }

    private async Task RunAsync(string csvPath, string parquetPath)
    {
        using var csv = CsvDataReader.Create(csvPath, new CsvDataReaderOptions { Schema = CsvSchema.Nullable });
        await using var file = File.Create(parquetPath);
        await using var writer = await ParquetWriter.CreateAsync(Schema, file);
        var rows = 0;
        while (csv.Read())
        {
            _id[rows] = csv.GetInt64(0);
            _customerId[rows] = csv.GetInt64(1);
            _quantity[rows] = csv.IsDBNull(2) ? null : csv.GetInt64(2);
            _price[rows] = csv.IsDBNull(3) ? null : csv.GetDouble(3);
            _weight[rows] = csv.IsDBNull(4) ? null : csv.GetDouble(4);
            _orderedOn[rows] = csv.GetDate(5);
            _changedAt[rows] = csv.GetDateTime(6);
            _paid[rows] = csv.IsDBNull(7) ? null : csv.GetBoolean(7);
            _country[rows] = csv.IsDBNull(8) ? null : csv.GetString(8);
            _note[rows] = csv.IsDBNull(9) ? null : csv.GetString(9);
            if (++rows == RowGroup)
            {
                await WriteAsync(writer, rows);
                rows = 0;
            }
        }

        if (rows > 0)
            await WriteAsync(writer, rows);
    }

    private async Task WriteAsync(ParquetWriter writer, int rows)
    {
        using var group = writer.CreateRowGroup();
        var fields = Schema.DataFields;
        await group.WriteAsync<long>(fields[0], _id.AsMemory(0, rows));
        await group.WriteAsync<long>(fields[1], _customerId.AsMemory(0, rows));
        await group.WriteAsync<long>(fields[2], _quantity.AsMemory(0, rows));
        await group.WriteAsync<double>(fields[3], _price.AsMemory(0, rows));
        await group.WriteAsync<double>(fields[4], _weight.AsMemory(0, rows));
        await group.WriteAsync<DateOnly>(fields[5], _orderedOn.AsMemory(0, rows));
        await group.WriteAsync<DateTime>(fields[6], _changedAt.AsMemory(0, rows));
        await group.WriteAsync<bool>(fields[7], _paid.AsMemory(0, rows));
        await group.WriteAsync(fields[8], new ArraySegment<string?>(_country, 0, rows));
        await group.WriteAsync(fields[9], new ArraySegment<string?>(_note, 0, rows));
        group.CompleteValidate();
    }
}
