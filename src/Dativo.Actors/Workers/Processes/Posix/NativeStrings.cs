using System.Runtime.InteropServices;
using System.Text;

namespace Dativo.Actors.Workers.Processes.Posix;

/// <summary>A null-terminated array of null-terminated UTF-8 strings in unmanaged memory, for one call of the C library.</summary>
internal unsafe ref struct NativeStrings
{
    private byte* _memory;

    /// <summary>Copies the strings; some of them may be in unmanaged memory already, and stay there.</summary>
    /// <param name="ready">Pointers to strings that are used as they are; they come first.</param>
    /// <param name="strings">Strings to copy.</param>
    internal NativeStrings(scoped ReadOnlySpan<nint> ready, scoped ReadOnlySpan<string> strings)
    {
        var count = ready.Length + strings.Length;
        var table = (count + 1) * sizeof(byte*);
        var size = table;
        foreach (var text in strings) size += Encoding.UTF8.GetMaxByteCount(text.Length) + 1;

        _memory = (byte*)NativeMemory.Alloc((nuint)size);
        Pointers = (byte**)_memory;
        ready.CopyTo(new Span<nint>(_memory, ready.Length));
        var next = _memory + table;
        var end = _memory + size;
        for (var i = 0; i < strings.Length; i++)
        {
            Pointers[ready.Length + i] = next;
            next += Encoding.UTF8.GetBytes(strings[i], new Span<byte>(next, (int)(end - next)));
            *next++ = 0;
        }

        Pointers[count] = null;
    }

    /// <summary>The array, as the C library takes it.</summary>
    internal byte** Pointers { get; }

    /// <summary>Frees the memory.</summary>
    internal void Dispose()
    {
        NativeMemory.Free(_memory);
        _memory = null;
    }
}
