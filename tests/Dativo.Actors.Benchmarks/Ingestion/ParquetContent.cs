using Parquet;
using Parquet.Schema;

namespace Dativo.Benchmarks.Ingestion;

/// <summary>Reads Parquet files back, to see what they hold.</summary>
internal static class ParquetContent
{
    /// <summary>What the files hold, one after the other.</summary>
    public static async Task<OrdersContent> ReadAsync(IEnumerable<string> files, Action<long> report)
    {
        var content = new OrdersContent();
        foreach (var file in files)
        {
            await using var reader = await ParquetReader.CreateAsync(file, new ParquetOptions { UseDateOnlyTypeForDates = true });
            var fields = content.Columns.Select(column => reader.Schema.DataFields.Single(field => field.Name == column.Name)).ToArray();
            for (var i = 0; i < reader.RowGroupCount; i++)
            {
                using var group = reader.OpenRowGroupReader(i);
                foreach (var (field, (_, column)) in fields.Zip(content.Columns))
                    await ReadAsync(group, field, column);
                content.Rows += group.RowCount;
                report(content.Rows);
            }
        }

        return content;
    }

    private static Task ReadAsync(ParquetRowGroupReader group, DataField field, ColumnContent content) =>
        field.ClrType == typeof(long) ? ReadAsync<long>(group, field, content.AddNull, value => content.Add(value))
        : field.ClrType == typeof(double) ? ReadAsync<double>(group, field, content.AddNull, value => content.Add(value))
        : field.ClrType == typeof(bool) ? ReadAsync<bool>(group, field, content.AddNull, value => content.Add(value))
        : field.ClrType == typeof(DateOnly) ? ReadAsync<DateOnly>(group, field, content.AddNull, value => content.Add(value))
        : field.ClrType == typeof(DateTime) ? ReadAsync<DateTime>(group, field, content.AddNull, value => content.Add(value))
        : ReadTextsAsync(group, field, content);

    private static async Task ReadAsync<T>(ParquetRowGroupReader group, DataField field, Action addNull, Action<T> add)
        where T : struct
    {
        if (!field.IsNullable)
        {
            var present = new T[group.RowCount];
            await group.ReadAsync<T>(field, present.AsMemory());
            foreach (var value in present)
                add(value);
            return;
        }

        var values = new T?[group.RowCount];
        await group.ReadAsync<T>(field, values.AsMemory());
        foreach (var value in values)
        {
            if (value is { } present)
                add(present);
            else
                addNull();
        }
    }

    private static async Task ReadTextsAsync(ParquetRowGroupReader group, DataField field, ColumnContent content)
    {
        var values = new string?[group.RowCount];
        await group.ReadAsync(field, values.AsMemory());
        foreach (var value in values)
        {
            if (value is null)
                content.AddNull();
            else
                content.Add(value);
        }
    }
}
