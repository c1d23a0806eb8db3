using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Dativo.Actors.Configuration.Yaml;

/// <summary>
/// Builds the nodes of the one document of a YAML file, keeping positions. Aliases share the node they stand for, so they cost
/// nothing here; what they stand for is counted all the same and bounded, and so is the depth.
/// </summary>
internal sealed class YamlDocument
{
    /// <summary>How deep lists and maps may be nested.</summary>
    public const int MaxDepth = 64;

    /// <summary>How many nodes all aliases of a file together may stand for.</summary>
    public const long MaxAliasedNodes = 5_000_000;

    private const string TextTag = "tag:yaml.org,2002:str";
    private const string CorePrefix = "tag:yaml.org,2002:";

    private readonly string _text;
    private readonly DiagnosticBag _diagnostics;
    private readonly Parser _parser;
    private readonly Dictionary<string, YamlNode?> _anchors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    private long _aliasedNodes;

    private YamlDocument(string text, DiagnosticBag diagnostics)
    {
        _text = text;
        _diagnostics = diagnostics;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>The document's root, which is a map; null after reporting why there is none.</summary>
    public static YamlMapping? Read(string text, DiagnosticBag diagnostics) => PlainYaml.Read(text) ?? ReadGeneral(text, diagnostics);

    /// <summary>The same, whatever the document looks like.</summary>
    internal static YamlMapping? ReadGeneral(string text, DiagnosticBag diagnostics)
    {
        var root = new YamlDocument(text, diagnostics).ReadRoot();
        switch (root)
        {
            case null:
                return null;
            case YamlMapping mapping:
                return mapping;
            case YamlScalar { IsNull: true }:
                diagnostics.ErrorInFile("is empty (expected a map of keys and values)");
                return null;
            default:
                diagnostics.Error(root, "", $"is {root.Kind} (expected a map of keys and values)");
                return null;
        }
    }

    private YamlNode? ReadRoot()
    {
        try
        {
            Next<StreamStart>();
            if (Next() is StreamEnd)
            {
                _diagnostics.ErrorInFile("is empty (expected a map of keys and values)");
                return null;
            }

            Next();
            var root = ReadNode(depth: 0);
            Next();
            if (Next() is DocumentStart second)
                throw new YamlFailure(second.Start, "a second YAML document begins here (expected one document in a file)");
            return root;
        }
        catch (YamlFailure failure)
        {
            _diagnostics.Error(Line(failure.At), Column(failure.At), "", failure.Message);
            return null;
        }
        catch (YamlException error)
        {
            Report(error);
            return null;
        }
    }

    private YamlNode ReadNode(int depth)
    {
        var current = _parser.Current!;
        if (depth > MaxDepth)
            throw new YamlFailure(current.Start, $"is nested deeper than {MaxDepth} levels");
        switch (current)
        {
            case Scalar scalar:
                return Anchored(scalar.Anchor, ToScalar(scalar));
            case AnchorAlias alias:
                return Resolve(alias);
            case SequenceStart start:
                return ReadSequence(start, depth);
            case MappingStart start:
                return ReadMapping(start, depth);
            default:
                throw new YamlFailure(current.Start, "is not valid YAML (expected a value)");
        }
    }

    private YamlSequence ReadSequence(SequenceStart start, int depth)
    {
        Announce(start.Anchor);
        var items = new List<YamlNode>();
        long size = 1;
        while (Next() is not SequenceEnd)
        {
            var item = ReadNode(depth + 1);
            items.Add(item);
            size += item.Size;
        }

        return Anchored(start.Anchor, new YamlSequence(Line(start.Start), Column(start.Start), items, size));
    }

    private YamlMapping ReadMapping(MappingStart start, int depth)
    {
        Announce(start.Anchor);
        var entries = new List<YamlEntry>();
        HashSet<string>? seen = null;
        List<YamlEntry>? merges = null;
        long size = 1;
        while (Next() is not MappingEnd)
        {
            if (ReadNode(depth + 1) is not YamlScalar key)
                throw new YamlFailure(_parser.Current!.Start, "a list or a map is used as a key (expected text)");
            Next();
            var value = ReadNode(depth + 1);
            size += value.Size + 1;
            if (key is { Value: "<<", IsQuoted: false })
            {
                (merges ??= []).Add(new YamlEntry(key, value));
                continue;
            }

            // Most maps are small: comparing beats hashing there, and 100,000 schedules are 100,000 maps.
            var earlier = entries.Count < 16 ? Find(entries, key.Value) : (seen ??= KeysOf(entries)).Add(key.Value) ? null : Find(entries, key.Value);
            if (earlier is not null)
                _diagnostics.Error(key, key.Value, $"is given twice (first in line {earlier.Key.Line}); keep one of them");
            else
                entries.Add(new YamlEntry(key, value));
        }

        foreach (var merge in merges ?? [])
            size += Merge(merge, entries);
        return Anchored(start.Anchor, new YamlMapping(Line(start.Start), Column(start.Start), entries, size));
    }

    /// <summary>The merge key of YAML 1.1 (<c>&lt;&lt;: *defaults</c>), which existing files may use: keys of the map itself win.</summary>
    private static long Merge(YamlEntry merge, List<YamlEntry> entries)
    {
        long added = 0;
        var sources = merge.Value is YamlSequence list ? list.Items : [merge.Value];
        var present = KeysOf(entries);
        foreach (var source in sources)
        {
            if (source is not YamlMapping mapping)
                throw new YamlFailure(merge.Key, $"<<: is {source.Kind} (expected a map, or a list of maps, to merge)");
            foreach (var entry in mapping.Entries)
            {
                if (!present.Add(entry.Key.Value))
                    continue;
                entries.Add(entry);
                added += entry.Value.Size + 1;
            }
        }

        return added;
    }

    private YamlNode Resolve(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var node))
            throw new YamlFailure(alias.Start, $"the alias *{alias.Value.Value} has no anchor &{alias.Value.Value} before it (a text that begins with * must be in quotes)");
        if (node is null)
            throw new YamlFailure(alias.Start, $"the alias *{alias.Value.Value} lies inside what it stands for");
        _aliasedNodes += node.Size;
        if (_aliasedNodes > MaxAliasedNodes)
            throw new YamlFailure(alias.Start, $"the aliases of this file stand for more than {MaxAliasedNodes:N0} values");
        return node;
    }

    private void Announce(AnchorName anchor)
    {
        if (!anchor.IsEmpty)
            _anchors[anchor.Value] = null;
    }

    private T Anchored<T>(AnchorName anchor, T node)
        where T : YamlNode
    {
        if (!anchor.IsEmpty)
            _anchors[anchor.Value] = node;
        return node;
    }

    private YamlScalar ToScalar(Scalar scalar)
    {
        var isText = scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any);
        if (!scalar.Tag.IsEmpty)
        {
            if (scalar.Tag.IsNonSpecific || scalar.Tag.Value == TextTag)
                isText = true;
            else if (scalar.Tag.Value.StartsWith(CorePrefix, StringComparison.Ordinal))
                isText = false;
        }

        return new YamlScalar(Line(scalar.Start), Column(scalar.Start), scalar.IsKey ? Pooled(scalar.Value) : scalar.Value, isText);
    }

    /// <summary>The same few keys come again and again: one string for each.</summary>
    private string Pooled(string key)
    {
        if (_keys.TryGetValue(key, out var pooled))
            return pooled;
        if (_keys.Count < 256)
            _keys.Add(key, key);
        return key;
    }

    private static YamlEntry? Find(List<YamlEntry> entries, string key)
    {
        foreach (var entry in entries)
        {
            if (entry.Key.Value == key)
                return entry;
        }

        return null;
    }

    private static HashSet<string> KeysOf(List<YamlEntry> entries) =>
        entries.Select(static entry => entry.Key.Value).ToHashSet(StringComparer.Ordinal);

    private void Next<T>()
        where T : ParsingEvent
    {
        if (Next() is not T)
            throw new YamlFailure(_parser.Current!.Start, "is not valid YAML");
    }

    private ParsingEvent Next()
    {
        try
        {
            if (_parser.MoveNext())
                return _parser.Current!;
        }
        catch (Exception error) when (error is not (YamlException or OutOfMemoryException))
        {
            // The parser's own slips on some malformed input (an unclosed bracket before a key is one) come as other exceptions.
            throw new YamlFailure(_parser.Current?.End ?? new Mark(0, 1, 1), "is not valid YAML (after this place a bracket, brace or quote may be missing)");
        }

        throw new YamlFailure(_parser.Current?.End ?? new Mark(0, 1, 1), "is not valid YAML: it ends too early");
    }

    private void Report(YamlException error)
    {
        var (line, column) = (Line(error.Start), Column(error.Start));
        if (TabbedLine(line, error.Message.Contains("tab", StringComparison.Ordinal) ? int.MaxValue : line) is { } tabbed)
        {
            _diagnostics.Error(tabbed.Line, tabbed.Column, "", "is not valid YAML: a tab in the indentation (expected spaces)");
            return;
        }

        var hint = LineText(line).TrimStart().TrimStart("- ") switch
        {
            var text when text.StartsWith("cron:", StringComparison.Ordinal) => "; a cron expression must be in quotes",
            var text when text.Contains(": ", StringComparison.Ordinal) => "; a text with a colon, or one that begins with one of * & ! % @ ` { [ must be in quotes",
            _ => "",
        };
        var reason = error.Message.TrimEnd('.', ' ');
        _diagnostics.Error(line, column, "", $"is not valid YAML: {char.ToLowerInvariant(reason[0])}{reason[1..]}{hint}");
    }

    /// <summary>
    /// The first of the lines whose indentation has a tab: where the parser objects to one, its mark is the place where the
    /// surrounding map began.
    /// </summary>
    private (int Line, int Column)? TabbedLine(int from, int to)
    {
        var number = 0;
        foreach (var line in _text.AsSpan().EnumerateLines())
        {
            number++;
            if (number > to)
                break;
            if (number < from)
                continue;
            var indent = line.Length - line.TrimStart(" \t").Length;
            var tab = line[..indent].IndexOf('\t');
            if (tab >= 0 && indent < line.Length && line[indent] != '#')
                return (number, tab + 1);
        }

        return null;
    }

    private ReadOnlySpan<char> LineText(int wanted)
    {
        var number = 0;
        foreach (var line in _text.AsSpan().EnumerateLines())
        {
            if (++number == wanted)
                return line;
        }

        return default;
    }

    private static int Line(Mark mark) => (int)Math.Max(1, mark.Line);

    private static int Column(Mark mark) => (int)Math.Max(1, mark.Column);

    /// <summary>What ends the reading of a document with a message of our own.</summary>
    private sealed class YamlFailure(Mark at, string message) : Exception(message)
    {
        public YamlFailure(YamlNode at, string message)
            : this(new Mark(0, at.Line, at.Column), message)
        {
        }

        public Mark At { get; } = at;
    }
}
