using System.Runtime.CompilerServices;
using System.Text;
using Dativo.Ingest.Assets;
using Parquet;

namespace Dativo.Ingest.Write;

/// <summary>A column of texts. Their characters lie one after another in blocks, so that no text is an object of its own.</summary>
internal sealed class StringColumnBuffer(AssetColumn column, int capacity) : ColumnBuffer(column, capacity)
{
    private const int FirstBlockChars = 256;

    // Just below the size from which arrays live in the large object heap.
    private const int MaxBlockChars = 32 * 1024;

    private const int MaxSharedChars = MaxBlockChars / 4;

    private readonly List<char[]> _blocks = [];
    private ReadOnlyMemory<char>[] _values = new ReadOnlyMemory<char>[capacity];
    private int _count;
    private int _block = -1;
    private int _position;

    protected override int ValueBytes => Unsafe.SizeOf<ReadOnlyMemory<char>>();

    public override void Clear()
    {
        base.Clear();
        // Texts too long for a block have arrays of their own: let go of them.
        Array.Clear(_values, 0, _count);
        _count = 0;
        _block = _blocks.Count > 0 ? 0 : -1;
        _position = 0;
    }

    public override Task WriteAsync(ParquetRowGroupWriter rowGroup, StoredField field, CancellationToken cancellationToken) =>
        IsInOrderOfBytes()
            ? rowGroup.WriteAllPartsAsync<ReadOnlyMemory<char>>(field.Values, _values.AsMemory(0, _count), Levels, null, cancellationToken)
            : rowGroup.WriteAllPartsAsync<ReadOnlyMemory<byte>>(field.Bytes!, Bytes(), Levels, null, cancellationToken);

    protected override bool TryAppendValue(ReadOnlySpan<char> field)
    {
        if (_count == _values.Length)
            Array.Resize(ref _values, Math.Max(16, _count * 2));
        _values[_count++] = Keep(field);
        return true;
    }

    protected override void RemoveLastValue()
    {
        var length = _values[--_count].Length;
        _values[_count] = default;
        // The newest text is the last one of its block.
        if (length <= MaxSharedChars)
            _position -= length;
    }

    // The library finds the least and the greatest text by comparing UTF-16, but Parquet orders texts by their UTF-8. The two
    // differ only between surrogates and what lies above them; a reader that trusts the limits would miss rows.
    private bool IsInOrderOfBytes()
    {
        var surrogates = false;
        var above = false;
        foreach (var value in _values.AsSpan(0, _count))
        {
            if (value.Span.IndexOfAnyInRange('\uD800', '\uFFFF') < 0)
                continue;
            surrogates |= value.Span.IndexOfAnyInRange('\uD800', '\uDFFF') >= 0;
            above |= value.Span.IndexOfAnyInRange('\uE000', '\uFFFF') >= 0;
            if (surrogates && above)
                return false;
        }

        return true;
    }

    // Of bytes the library tells no limits.
    private ReadOnlyMemory<byte>[] Bytes()
    {
        var bytes = new ReadOnlyMemory<byte>[_count];
        for (var i = 0; i < bytes.Length; i++)
        {
            var text = new byte[Encoding.UTF8.GetByteCount(_values[i].Span)];
            Encoding.UTF8.GetBytes(_values[i].Span, text);
            bytes[i] = text;
        }

        return bytes;
    }

    private ReadOnlyMemory<char> Keep(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxSharedChars)
            return text.ToArray();
        if (_block < 0 || _position + text.Length > _blocks[_block].Length)
            NextBlock(text.Length);

        var memory = new Memory<char>(_blocks[_block], _position, text.Length);
        text.CopyTo(memory.Span);
        _position += text.Length;
        return memory;
    }

    private void NextBlock(int needed)
    {
        // Blocks that are too small for this text are skipped; the next one is large enough or is made so.
        do
        {
            _block++;
        }
        while (_block < _blocks.Count && _blocks[_block].Length < needed);

        _position = 0;
        if (_block == _blocks.Count)
        {
            var size = _block == 0 ? FirstBlockChars : Math.Min(MaxBlockChars, _blocks[_block - 1].Length * 2);
            _blocks.Add(new char[Math.Max(size, needed)]);
        }
    }
}
