using Dativo.Ingest.Assets;
using Parquet;

namespace Dativo.Ingest.Write;

/// <summary>
/// The values of one column of the row group that is being collected, in the form Parquet stores them: the values that
/// are not null, packed, and one definition level (1 present, 0 null) per row where the column may be null.
/// </summary>
internal abstract class ColumnBuffer
{
    private readonly bool _nullable;
    private int[] _levels;

    protected ColumnBuffer(AssetColumn column, int capacity)
    {
        Column = column;
        _nullable = !column.Required;
        _levels = _nullable ? new int[capacity] : [];
    }

    public AssetColumn Column { get; }

    public int Rows { get; private set; }

    /// <summary>The memory one row takes, apart from the characters of texts.</summary>
    public int FixedBytesPerRow => ValueBytes + (_nullable ? sizeof(int) : 0);

    // Written out: "_nullable ? memory : null" means an empty memory, by way of the conversion from arrays.
    protected ReadOnlyMemory<int>? Levels => _nullable ? new ReadOnlyMemory<int>(_levels, 0, Rows) : default(ReadOnlyMemory<int>?);

    protected abstract int ValueBytes { get; }

    public static ColumnBuffer Create(AssetColumn column, int capacity) => column.Type switch
    {
        ColumnType.String => new StringColumnBuffer(column, capacity),
        ColumnType.Integer => new ParsedColumnBuffer<long, IntegerParser>(column, capacity),
        ColumnType.Double => new ParsedColumnBuffer<double, DoubleParser>(column, capacity),
        ColumnType.Boolean => new ParsedColumnBuffer<bool, BooleanParser>(column, capacity),
        ColumnType.Date => new ParsedColumnBuffer<int, DateParser>(column, capacity),
        ColumnType.Timestamp => new ParsedColumnBuffer<long, TimestampParser>(column, capacity),
        _ => throw new ArgumentOutOfRangeException(nameof(column)),
    };

    /// <summary>Adds a field that is not null; false, adding nothing, when it is no literal of the column's type.</summary>
    public bool TryAppend(ReadOnlySpan<char> field)
    {
        if (!TryAppendValue(field))
            return false;
        if (_nullable)
            AppendLevel(1);
        Rows++;
        return true;
    }

    /// <summary>Adds a null. The column must not be required.</summary>
    public void AppendNull()
    {
        AppendLevel(0);
        Rows++;
    }

    /// <summary>Takes the newest row out again.</summary>
    public void RemoveLast()
    {
        Rows--;
        if (!_nullable || _levels[Rows] == 1)
            RemoveLastValue();
    }

    public virtual void Clear() => Rows = 0;

    /// <summary>Writes the column as the next one of the row group.</summary>
    public abstract Task WriteAsync(ParquetRowGroupWriter rowGroup, StoredField field, CancellationToken cancellationToken);

    protected abstract bool TryAppendValue(ReadOnlySpan<char> field);

    protected abstract void RemoveLastValue();

    private void AppendLevel(int level)
    {
        if (Rows == _levels.Length)
            Array.Resize(ref _levels, Math.Max(16, _levels.Length * 2));
        _levels[Rows] = level;
    }
}
