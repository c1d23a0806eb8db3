using System.Buffers.Binary;
using System.Text;

namespace Dativo.Actors.Configuration.Memory;

/// <summary>Reads what a <see cref="PackWriter"/> wrote. What it did not write makes it throw, or give nonsense, never read elsewhere.</summary>
internal sealed class PackReader(byte[] bytes)
{
    private int _next;

    /// <summary>Whether everything was read.</summary>
    public bool IsAtEnd => _next == bytes.Length;

    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = bytes[_next++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return (long)(value >> 1) ^ -(long)(value & 1);
        }
    }

    /// <summary>How many of something follow, each of which takes a byte at least.</summary>
    public int Count()
    {
        var count = Number();
        return count >= 0 && count <= bytes.Length - _next ? (int)count : throw new InvalidDataException("More follows than there is.");
    }

    public bool Flag() => Number() != 0;

    public double Real()
    {
        var value = BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(_next));
        _next += 8;
        return value;
    }

    public string Text()
    {
        var length = Count();
        var text = Encoding.UTF8.GetString(bytes, _next, length);
        _next += length;
        return text;
    }

    public ReadOnlySpan<byte> Bytes()
    {
        var length = Count();
        var value = bytes.AsSpan(_next, length);
        _next += length;
        return value;
    }
}
