using Dativo.Ingest.Assets;

namespace Dativo.Ingest.Write;

/// <summary>The rows of one row group while it is being collected, column by column.</summary>
internal sealed class RowBatch
{
    private const int InitialRows = 64;

    private readonly ColumnBuffer[] _columns;
    private readonly int _fixedBytesPerRow;

    public RowBatch(IReadOnlyList<AssetColumn> columns)
    {
        _columns = [.. columns.Select(c => ColumnBuffer.Create(c, InitialRows))];
        _fixedBytesPerRow = _columns.Sum(c => c.FixedBytesPerRow);
    }

    public IReadOnlyList<ColumnBuffer> Columns => _columns;

    public int Rows { get; private set; }

    /// <summary>An estimate of the memory the rows use; also the measure a row group's size is limited by.</summary>
    public long UsedBytes { get; private set; }

    public ColumnBuffer this[int index] => _columns[index];

    /// <summary>Completes the row whose fields were appended to every column.</summary>
    /// <param name="chars">How many characters its fields have.</param>
    public void CompleteRow(int chars)
    {
        Rows++;
        UsedBytes += _fixedBytesPerRow + (chars * (long)sizeof(char));
    }

    /// <summary>Takes the fields of a row that turned out invalid out of the columns that took them.</summary>
    public void AbandonRow()
    {
        foreach (var column in _columns)
        {
            if (column.Rows > Rows)
                column.RemoveLast();
        }
    }

    public void Clear()
    {
        foreach (var column in _columns)
            column.Clear();
        Rows = 0;
        UsedBytes = 0;
    }
}
