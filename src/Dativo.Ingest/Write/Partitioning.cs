using System.Globalization;
using System.Text;
using Dativo.Ingest.Assets;
using Dativo.Ingest.Validate;

namespace Dativo.Ingest.Write;

/// <summary>
/// Names the directory a record belongs to, in Hive's style: <c>ingest_date=2026-01-31/country=DE</c>. The columns stay in
/// the files as well.
/// </summary>
internal sealed class Partitioning
{
    /// <summary>The name that stands for the day of the run, unless the asset has a column of that name.</summary>
    public const string IngestDate = "ingest_date";

    /// <summary>Hive's name for the partition of null.</summary>
    public const string NullValue = "__HIVE_DEFAULT_PARTITION__";

    // The limit of a name on every common file system.
    private const int MaxSegmentLength = 255;

    private readonly (string Prefix, AssetColumn? Column, int Index)[] _parts;
    private readonly string _ingestDate;

    public Partitioning(IReadOnlyList<string> names, IReadOnlyList<AssetColumn> columns, DateOnly ingestDate)
    {
        _ingestDate = ingestDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var list = new List<(string, AssetColumn?, int)>();
        foreach (var name in names)
        {
            var index = columns.TakeWhile(c => c.Name != name).Count();
            list.Add((Uri.EscapeDataString(name) + "=", index < columns.Count ? columns[index] : null, index));
        }

        _parts = [.. list];
        IsConstant = _parts.All(p => p.Column is null);
    }

    /// <summary>True when every record belongs to the same directory.</summary>
    public bool IsConstant { get; }

    /// <summary>How many directories a path has.</summary>
    public int Depth => _parts.Length;

    /// <summary>The index of the column that names the given level, or -1 for the day of the run.</summary>
    public int ColumnAt(int level) => _parts[level].Column is null ? -1 : _parts[level].Index;

    /// <summary>Appends one level to a path; false when the field is no literal of its column's type.</summary>
    /// <param name="path">The path so far, without a final separator; receives the level.</param>
    /// <param name="level">Which level, from 0.</param>
    /// <param name="field">The field of the level's column; ignored for the day of the run.</param>
    /// <param name="isNull">Whether the field stands for null.</param>
    public bool TryAppend(StringBuilder path, int level, ReadOnlySpan<char> field, bool isNull)
    {
        var (prefix, column, _) = _parts[level];
        if (path.Length > 0)
            path.Append('/');
        var start = path.Length;
        path.Append(prefix);
        if (column is null)
            path.Append(_ingestDate);
        else if (isNull || field.IsEmpty)
            path.Append(NullValue);
        else if (!TryAppendValue(path, column.Type, field))
            return false;

        if (path.Length - start > MaxSegmentLength)
        {
            throw new IngestException(
                IngestErrorKind.TargetError,
                $"a value of the partition column '{column?.Name}' is too long for the name of a directory (at most {MaxSegmentLength} characters after escaping)");
        }

        return true;
    }

    private static bool TryAppendValue(StringBuilder path, ColumnType type, ReadOnlySpan<char> field)
    {
        switch (type)
        {
            case ColumnType.Integer:
                if (!Literals.TryInteger(field, out var integer))
                    return false;
                path.Append(CultureInfo.InvariantCulture, $"{integer}");
                return true;
            case ColumnType.Double:
                if (!Literals.TryDouble(field, out var number))
                    return false;
                path.Append(Uri.EscapeDataString(number.ToString("R", CultureInfo.InvariantCulture)));
                return true;
            case ColumnType.Boolean:
                if (!Literals.TryBoolean(field, out var truth))
                    return false;
                path.Append(truth ? "true" : "false");
                return true;
            case ColumnType.Date:
                if (!Literals.TryDate(field, out var date))
                    return false;
                path.Append(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd}");
                return true;
            case ColumnType.Timestamp:
                // A directory per instant is never meant: timestamps part by their day, in UTC.
                if (!Literals.TryTimestamp(field, out var instant))
                    return false;
                path.Append(CultureInfo.InvariantCulture, $"{instant:yyyy-MM-dd}");
                return true;
            default:
                path.Append(Uri.EscapeDataString(field));
                return true;
        }
    }
}
