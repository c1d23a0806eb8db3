using System.Collections.Frozen;
using Google.Protobuf;

namespace Dativo.Actors.Hosting;

/// <summary>
/// Which manifest stands for which type, and how each is written and read: one row per message. A manifest is stored with
/// every event, so it is short; it ends in a version, and once released it is never changed, removed or given to another type.
/// </summary>
internal sealed class ManifestTable
{
    private readonly FrozenDictionary<Type, Row> _byType;
    private readonly FrozenDictionary<string, Row> _byManifest;

    /// <exception cref="ArgumentException">A type or a manifest has two rows.</exception>
    public ManifestTable(params ReadOnlySpan<Row> rows)
    {
        var byType = new Dictionary<Type, Row>(rows.Length);
        var byManifest = new Dictionary<string, Row>(rows.Length, StringComparer.Ordinal);
        foreach (var row in rows)
        {
            byType.Add(row.Type, row);
            byManifest.Add(row.Manifest, row);
        }

        _byType = byType.ToFrozenDictionary();
        _byManifest = byManifest.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>All rows, in no order.</summary>
    public IEnumerable<Row> Rows => _byManifest.Values;

    /// <summary>The row of a type; null when it has none.</summary>
    public Row? Of(Type type) => _byType.GetValueOrDefault(type);

    /// <summary>The row of a manifest; null when it is unknown.</summary>
    public Row? Of(string manifest) => _byManifest.GetValueOrDefault(manifest);

    /// <summary>A row: <paramref name="toWire"/> and <paramref name="fromWire"/> must be inverse to each other.</summary>
    public static Row Row<T, TWire>(string manifest, MessageParser<TWire> parser, Func<T, TWire> toWire, Func<TWire, T> fromWire)
        where T : class
        where TWire : class, IMessage<TWire> =>
        new Row<T, TWire>(manifest, parser.WithDiscardUnknownFields(discardUnknownFields: true), toWire, fromWire);
}

/// <summary>How one type is written and read.</summary>
internal abstract class Row(string manifest, Type type)
{
    public string Manifest { get; } = manifest;

    public Type Type { get; } = type;

    public abstract byte[] Write(object message);

    public abstract object Read(byte[] bytes);

    /// <summary>The bytes as the Protobuf message they are, before it is turned into ours.</summary>
    public abstract IMessage Parse(byte[] bytes);
}

/// <inheritdoc cref="Row" />
internal sealed class Row<T, TWire>(string manifest, MessageParser<TWire> parser, Func<T, TWire> toWire, Func<TWire, T> fromWire)
    : Row(manifest, typeof(T))
    where T : class
    where TWire : class, IMessage<TWire>
{
    public override byte[] Write(object message) => toWire((T)message).ToByteArray();

    public override object Read(byte[] bytes) => fromWire(parser.ParseFrom(bytes));

    public override IMessage Parse(byte[] bytes) => parser.ParseFrom(bytes);
}
