namespace Dativo.Ingest.Assets;

/// <summary>A column of an asset. A required column may not be null.</summary>
internal sealed record AssetColumn(string Name, ColumnType Type, bool Required);
