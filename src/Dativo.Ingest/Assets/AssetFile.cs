using Dativo.Ingest.Yaml;

namespace Dativo.Ingest.Assets;

/// <summary>
/// Reads asset files: the flat form of ODCS 3.0.2 (<c>schema</c> is a list of columns), the standard's own form
/// (<c>schema</c> is a list of objects with <c>properties</c>), and the older form with everything under <c>asset:</c>.
/// </summary>
internal static class AssetFile
{
    /// <summary>The asset; null when the file has errors, which are then in <paramref name="errors"/>.</summary>
    /// <param name="path">Where the file is.</param>
    /// <param name="displayPath">What to call it in errors.</param>
    /// <param name="wanted">The name of the asset the job asks for, which chooses among several objects of one contract.</param>
    /// <param name="variables">What <c>${...}</c> expand to.</param>
    /// <param name="errors">Where errors go.</param>
    public static Asset? Read(string path, string displayPath, string? wanted, Variables variables, ConfigErrors errors)
    {
        var before = errors.Messages.Count;
        var root = YamlFile.Read(path, displayPath, errors);
        if (root is null)
            return null;

        var nested = root.Find("asset") as YamlMap;
        var at = new MapReader(nested ?? root, nested is null ? "" : "asset.", variables, errors);
        var name = at.Text("name")?.Value;
        var columns = Columns(at, (nested ?? root).Position, wanted ?? name);
        var target = at.Map("target");
        var partitioning = target.Texts("partitioning");
        var sizeMb = target.PositiveInteger("parquet_target_size_mb", Jobs.JobFile.MaxTargetSizeMb);
        return errors.Messages.Count == before ? new Asset(name, columns, partitioning, sizeMb) : null;
    }

    private static List<AssetColumn> Columns(MapReader at, YamlPosition position, string? wanted)
    {
        var result = new List<AssetColumn>();
        if (!at.Has("schema"))
        {
            at.Error(position, "schema", "missing (expected a list of columns, each with name and type)");
            return result;
        }

        if (at.Maps("schema") is not { } entries)
            return result;

        if (entries.Any(e => e.Reader.Has("properties")))
        {
            var chosen = entries.Count == 1
                ? entries[0].Reader
                : entries.Select(e => e.Reader).FirstOrDefault(r => r.Text("name")?.Value is { } name && name == wanted);
            if (chosen is null)
            {
                at.Error(at.PositionOf("schema")!.Value, "schema", $"the contract has {entries.Count} objects, and none is named '{wanted}'");
                return result;
            }

            if (chosen.Maps("properties") is not { } properties)
                return result;
            entries = properties;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (column, where) in entries)
        {
            if (Column(column, where) is not { } read)
                continue;
            if (!names.Add(read.Name))
                column.Error(where, "name", $"the column '{read.Name}' occurs twice");
            result.Add(read);
        }

        if (entries.Count == 0)
            at.Error(at.PositionOf("schema")!.Value, "schema", "it is empty (expected at least one column)");
        return result;
    }

    private static AssetColumn? Column(MapReader column, YamlPosition position)
    {
        var name = column.RequiredText("name", "the name of a column");
        var required = column.Boolean("required") ?? false;
        var type = Type(column, position);
        return name is null || type is null ? null : new AssetColumn(name.Value, type.Value, required);
    }

    private static ColumnType? Type(MapReader column, YamlPosition position)
    {
        var key = column.Has("type") ? "type" : column.Has("logicalType") ? "logicalType" : "physicalType";
        if (column.Text(key) is not { } text)
        {
            if (!column.Has(key))
                column.Error(position, "type", $"missing (expected {ColumnTypeNames.Expected})");
            return null;
        }

        var type = key == "physicalType" ? ColumnTypeNames.FromPhysical(text.Value) : ColumnTypeNames.FromLogical(text.Value);
        if (type is null)
        {
            column.Error(text.Position, key, $"'{text.Written}' is not a type the engine writes (expected {ColumnTypeNames.Expected})");
            return null;
        }

        // ODCS 3.0 has no logical type for an instant: a date whose physical type is a timestamp is one.
        return type == ColumnType.Date && key == "logicalType" && column.Text("physicalType") is { } physical
            && ColumnTypeNames.FromPhysical(physical.Value) == ColumnType.Timestamp
            ? ColumnType.Timestamp
            : type;
    }
}
