using System.Runtime.CompilerServices;
using Dativo.Ingest.Assets;
using Parquet;

namespace Dativo.Ingest.Write;

/// <summary>A column whose values have a fixed size.</summary>
internal sealed class ParsedColumnBuffer<T, TParser>(AssetColumn column, int capacity) : ColumnBuffer(column, capacity)
    where T : struct
    where TParser : struct, ILiteralParser<T>
{
    private T[] _values = new T[capacity];
    private int _count;

    protected override int ValueBytes => Unsafe.SizeOf<T>();

    public override void Clear()
    {
        base.Clear();
        _count = 0;
    }

    public override Task WriteAsync(ParquetRowGroupWriter rowGroup, StoredField field, CancellationToken cancellationToken) =>
        rowGroup.WriteAllPartsAsync<T>(field.Values, _values.AsMemory(0, _count), Levels, null, cancellationToken);

    protected override bool TryAppendValue(ReadOnlySpan<char> field)
    {
        if (!TParser.TryParse(field, out var value))
            return false;
        if (_count == _values.Length)
            Array.Resize(ref _values, Math.Max(16, _count * 2));
        _values[_count++] = value;
        return true;
    }

    protected override void RemoveLastValue() => _count--;
}
