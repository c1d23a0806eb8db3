using Dativo.Ingest.Assets;
using Parquet.Schema;

namespace Dativo.Ingest.Write;

/// <summary>
/// How a column's values are given to the Parquet library: as the numbers that the file stores, not as the dates and
/// instants they mean. The file's own schema says what they mean (<see cref="ParquetSchemas"/>); the library finds the two
/// together by the column's name. Given instants, it would convert them one by one, and note their least and greatest in
/// milliseconds although the column has microseconds: a reader that looks there first would skip rows that it should find.
/// </summary>
/// <param name="Values">What its values are given as.</param>
/// <param name="Bytes">What texts are given as when they are UTF-8 already; null of other columns.</param>
internal sealed record StoredField(DataField Values, DataField? Bytes)
{
    /// <summary>Those of an asset's columns, in their order.</summary>
    public static StoredField[] Of(IReadOnlyList<AssetColumn> columns)
    {
        // Fields can be used only when they belong to a schema.
        var values = new ParquetSchema(columns.Select(column => Field(column, TypeOf(column.Type))).ToArray<Field>());
        var bytes = new ParquetSchema(columns.Select(column => Field(column, typeof(byte[]))).ToArray<Field>());
        return [.. columns.Select((column, i) => new StoredField(values.DataFields[i], column.Type == ColumnType.String ? bytes.DataFields[i] : null))];
    }

    private static DataField Field(AssetColumn column, Type type) => new(column.Name, type, isNullable: !column.Required);

    private static Type TypeOf(ColumnType type) => type switch
    {
        ColumnType.String => typeof(string),
        ColumnType.Integer or ColumnType.Timestamp => typeof(long),
        ColumnType.Double => typeof(double),
        ColumnType.Boolean => typeof(bool),
        ColumnType.Date => typeof(int),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
