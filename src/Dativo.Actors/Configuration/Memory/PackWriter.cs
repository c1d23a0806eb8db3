using System.Buffers.Binary;
using System.Text;

namespace Dativo.Actors.Configuration.Memory;

/// <summary>Writes numbers and texts one after another, small numbers in few bytes.</summary>
internal sealed class PackWriter
{
    private byte[] _bytes = new byte[1024];
    private int _count;

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _count);

    public void Number(long value)
    {
        // Zigzag, then seven bits a byte.
        var left = (ulong)((value << 1) ^ (value >> 63));
        Reserve(10);
        while (left >= 0x80)
        {
            _bytes[_count++] = (byte)(left | 0x80);
            left >>= 7;
        }

        _bytes[_count++] = (byte)left;
    }

    public void Flag(bool value) => Number(value ? 1 : 0);

    public void Real(double value)
    {
        Reserve(8);
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.AsSpan(_count), value);
        _count += 8;
    }

    public void Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Number(length);
        Reserve(length);
        _count += Encoding.UTF8.GetBytes(value, _bytes.AsSpan(_count));
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Number(value.Length);
        Reserve(value.Length);
        value.CopyTo(_bytes.AsSpan(_count));
        _count += value.Length;
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - _count < count)
            Array.Resize(ref _bytes, Math.Max(checked(_count + count), (int)Math.Min(Array.MaxLength, 2L * _bytes.Length)));
    }
}
