namespace Dativo.Ingest.Assets;

/// <summary>The types a column can have.</summary>
internal enum ColumnType
{
    String,
    Integer,
    Double,
    Boolean,
    Date,
    Timestamp,
}
