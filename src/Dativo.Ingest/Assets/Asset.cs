using Dativo.Ingest.Yaml;

namespace Dativo.Ingest.Assets;

/// <summary>What an asset file says of the data: its columns, and defaults for the target.</summary>
internal sealed record Asset(string? Name, IReadOnlyList<AssetColumn> Columns, IReadOnlyList<WrittenText>? Partitioning, int? TargetSizeMb);
