using System.Text;

namespace Dativo.Actors.Workers.Processes.Output;

/// <summary>Remembers the end of a stream of bytes; allocates nothing until there are any.</summary>
internal sealed class ErrorTail
{
    private const int Limit = ProcessExit.ErrorTailLimitBytes;

    private byte[]? _buffer;
    private int _length;

    /// <summary>Takes in more bytes.</summary>
    internal void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return;

        // One byte more than the limit is kept, to know whether the text begins at the beginning of a line; and room for as much again,
        // so that the bytes are moved once in a while only.
        _buffer ??= new byte[2 * (Limit + 1)];
        if (bytes.Length > Limit + 1)
        {
            bytes = bytes[^(Limit + 1)..];
            _length = 0;
        }
        else if (_length + bytes.Length > _buffer.Length)
        {
            var kept = Limit + 1 - bytes.Length;
            _buffer.AsSpan(_length - kept, kept).CopyTo(_buffer);
            _length = kept;
        }

        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>
    /// The end of it as text of at most 8 KiB in UTF-8: from the beginning of a line unless that would leave out half of it. Bytes that are not UTF-8, and NUL,
    /// which databases refuse, become U+FFFD.
    /// </summary>
    internal string Text()
    {
        if (_buffer is null) return "";
        var bytes = _buffer.AsSpan(0, _length);
        var start = 0;
        if (_length > Limit)
        {
            // From the first line that fits as a whole (a line feed at the very end begins none), unless a long line would be lost for it.
            start = _length - Limit - 1;
            var lineFeed = bytes[start..^1].IndexOf((byte)'\n');
            start = lineFeed is >= 0 and < Limit / 2 ? start + lineFeed + 1 : NextCharacter(bytes, _length - Limit);
        }

        var text = Encoding.UTF8.GetString(bytes[start..]).Replace('\0', '\uFFFD');
        return Encoding.UTF8.GetByteCount(text) <= Limit ? text : Shorten(text);
    }

    private static int NextCharacter(ReadOnlySpan<byte> bytes, int start)
    {
        // A UTF-8 sequence has at most three bytes after its first.
        for (var i = 0; i < 3 && start < bytes.Length && (bytes[start] & 0xC0) == 0x80; i++) start++;
        return start;
    }

    private static string Shorten(string text)
    {
        // U+FFFD is longer than the byte it stands for, so a tail full of such bytes has become too long.
        var bytes = 0;
        var start = text.Length;
        while (start > 0)
        {
            var length = start > 1 && char.IsSurrogatePair(text[start - 2], text[start - 1]) ? 2 : 1;
            bytes += Encoding.UTF8.GetByteCount(text.AsSpan(start - length, length));
            if (bytes > Limit) break;
            start -= length;
        }

        return text[start..];
    }
}
