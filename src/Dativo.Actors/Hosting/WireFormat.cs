using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Dativo.Actors.Hosting;

/// <summary>How the parts of messages look in Protobuf; the units stand in Jobs/job.proto.</summary>
internal static class WireFormat
{
    private const int IdLength = 16;

    /// <summary>An instant as UTC ticks: exact to the 100 ns of a <see cref="DateTimeOffset"/>; its offset is not kept.</summary>
    public static long ToTicks(this DateTimeOffset instant) => instant.UtcTicks;

    /// <summary>An instant from <see cref="ToTicks"/>, in UTC.</summary>
    public static DateTimeOffset ToInstant(long ticks, [CallerArgumentExpression(nameof(ticks))] string field = "")
    {
        if (ticks < DateTimeOffset.MinValue.UtcTicks || ticks > DateTimeOffset.MaxValue.UtcTicks)
            throw new WireFormatException($"{NameOf(field)} is {ticks}, which is no instant");
        return new DateTimeOffset(ticks, TimeSpan.Zero);
    }

    /// <summary>An id as 16 bytes, big-endian, so that bytes and text read the same.</summary>
    public static ByteString ToBytes(this Guid id)
    {
        var bytes = new byte[IdLength];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    /// <summary>An id from <see cref="ToBytes"/>.</summary>
    public static Guid ToId(ByteString bytes, [CallerArgumentExpression(nameof(bytes))] string field = "")
    {
        if (bytes.Length != IdLength)
            throw new WireFormatException($"{NameOf(field)} has {bytes.Length} bytes; an id has {IdLength}");
        return new Guid(bytes.Span, bigEndian: true);
    }

    /// <summary>A part that every version writes.</summary>
    public static T Required<T>(T? part, [CallerArgumentExpression(nameof(part))] string field = "")
        where T : class, IMessage =>
        part ?? throw new WireFormatException($"{NameOf(field)} is missing");

    /// <summary>A value of ours as the one with the same number in the .proto file; refuses what has no name, so that it is never stored.</summary>
    public static TWire EnumToWire<T, TWire>(T value, [CallerArgumentExpression(nameof(value))] string field = "")
        where T : struct, Enum
        where TWire : struct, Enum
    {
        if (!Enum.IsDefined(value))
            throw new WireFormatException($"{NameOf(field)} is {value:D}, which is no {typeof(T).Name}");
        return Unsafe.BitCast<T, TWire>(value);
    }

    /// <summary>The value of ours with that number; refuses a number that only a newer version knows.</summary>
    public static T EnumFromWire<TWire, T>(TWire wire, [CallerArgumentExpression(nameof(wire))] string field = "")
        where TWire : struct, Enum
        where T : struct, Enum
    {
        var value = Unsafe.BitCast<TWire, T>(wire);
        if (!Enum.IsDefined(value))
            throw new WireFormatException($"{NameOf(field)} is {value:D}, which this version does not know as a {typeof(T).Name}; a newer version wrote it");
        return value;
    }

    /// <summary>Adds an array's elements; one that was never set counts as empty.</summary>
    public static void AddAll<T>(this RepeatedField<T> wire, ImmutableArray<T> items)
    {
        if (items.IsDefaultOrEmpty)
            return;
        wire.Capacity = items.Length;
        foreach (var item in items)
            wire.Add(item);
    }

    /// <summary>The elements as an array.</summary>
    public static ImmutableArray<T> ToArray<T>(this RepeatedField<T> wire)
    {
        if (wire.Count == 0)
            return [];
        var items = ImmutableArray.CreateBuilder<T>(wire.Count);
        foreach (var item in wire)
            items.Add(item);
        return items.MoveToImmutable();
    }

    /// <summary>The elements, each as what <paramref name="convert"/> makes of it.</summary>
    public static ImmutableArray<T> ToArray<TWire, T>(this RepeatedField<TWire> wire, Func<TWire, T> convert)
    {
        if (wire.Count == 0)
            return [];
        var items = ImmutableArray.CreateBuilder<T>(wire.Count);
        foreach (var item in wire)
            items.Add(convert(item));
        return items.MoveToImmutable();
    }

    /// <summary>Adds a dictionary's entries, in its order.</summary>
    public static void AddAll<T>(this MapField<string, T> wire, ImmutableSortedDictionary<string, T> entries)
    {
        foreach (var (key, value) in entries)
            wire.Add(key, value);
    }

    /// <summary>The entries in ordinal order.</summary>
    public static ImmutableSortedDictionary<string, T> ToSortedDictionary<T>(this MapField<string, T> wire)
    {
        if (wire.Count == 0)
            return ImmutableSortedDictionary<string, T>.Empty;
        var entries = ImmutableSortedDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        foreach (var (key, value) in wire)
            entries.Add(key, value);
        return entries.ToImmutable();
    }

    /// <summary>The entries by ordinal key, each value as what <paramref name="convert"/> makes of it.</summary>
    public static ImmutableDictionary<string, T> ToDictionary<TWire, T>(this MapField<string, TWire> wire, Func<TWire, T> convert)
    {
        var entries = ImmutableDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        foreach (var (key, value) in wire)
            entries.Add(key, convert(value));
        return entries.ToImmutable();
    }

    private static string NameOf(string expression) => expression[(expression.LastIndexOf('.') + 1)..];
}
