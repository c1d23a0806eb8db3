using Dativo.Ingest.Assets;
using Parquet.Schema;

namespace Dativo.Ingest.Write;

/// <summary>The Parquet form of an asset's schema.</summary>
internal static class ParquetSchemas
{
    public static ParquetSchema Of(IReadOnlyList<AssetColumn> columns) => new(columns.Select(FieldOf).ToArray<Field>());

    private static DataField FieldOf(AssetColumn column) => column.Type switch
    {
        ColumnType.String => new DataField(column.Name, typeof(string), isNullable: !column.Required),
        ColumnType.Integer => new DataField(column.Name, typeof(long), isNullable: !column.Required),
        ColumnType.Double => new DataField(column.Name, typeof(double), isNullable: !column.Required),
        ColumnType.Boolean => new DataField(column.Name, typeof(bool), isNullable: !column.Required),
        ColumnType.Date => new DataField(column.Name, typeof(DateOnly), isNullable: !column.Required),
        ColumnType.Timestamp => new DateTimeDataField(
            column.Name,
            DateTimeFormat.Timestamp,
            isAdjustedToUTC: true,
            unit: DateTimeTimeUnit.Micros,
            isNullable: !column.Required),
        _ => throw new ArgumentOutOfRangeException(nameof(column)),
    };
}
