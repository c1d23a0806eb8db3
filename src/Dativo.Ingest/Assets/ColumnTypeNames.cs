namespace Dativo.Ingest.Assets;

/// <summary>The names types have in asset files.</summary>
internal static class ColumnTypeNames
{
    public const string Expected = "string, integer, float, double, boolean, date or timestamp";

    /// <summary>The type of dativo's <c>type</c> or of the Open Data Contract Standard's <c>logicalType</c>; null when unknown.</summary>
    public static ColumnType? FromLogical(string name) => name.Trim().ToLowerInvariant() switch
    {
        "string" or "text" => ColumnType.String,
        "integer" or "int" or "long" or "bigint" => ColumnType.Integer,
        "float" or "double" or "number" => ColumnType.Double,
        "boolean" or "bool" => ColumnType.Boolean,
        "date" => ColumnType.Date,
        "timestamp" or "datetime" => ColumnType.Timestamp,
        _ => null,
    };

    /// <summary>The type of the standard's <c>physicalType</c>, a database's own name such as <c>VARCHAR(20)</c>; null when unknown.</summary>
    public static ColumnType? FromPhysical(string name)
    {
        var plain = name.Trim().ToLowerInvariant();
        var end = plain.AsSpan().IndexOfAny('(', ' ');
        return (end < 0 ? plain : plain[..end]) switch
        {
            "varchar" or "char" or "character" or "nvarchar" or "text" or "string" or "uuid" => ColumnType.String,
            "int" or "integer" or "bigint" or "smallint" or "tinyint" or "long" or "int64" or "int32" => ColumnType.Integer,
            "double" or "float" or "real" or "float64" or "float32" => ColumnType.Double,
            "boolean" or "bool" => ColumnType.Boolean,
            "date" => ColumnType.Date,
            "timestamp" or "timestamptz" or "datetime" => ColumnType.Timestamp,
            _ => null,
        };
    }
}
