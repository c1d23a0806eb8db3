using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Dativo.Ingest.Yaml;

/// <summary>
/// Reads one YAML document into nodes that know their position. Built on the parser's events, because they are all that
/// is needed: no reflection at start-up, and the limits below hold before anything is built.
/// </summary>
internal static class YamlFile
{
    /// <summary>Job and asset files are written by people; anything larger is a mistake.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private const int MaxDepth = 64;

    /// <summary>Reads the file's top-level mapping; null when it has errors, which are then in <paramref name="errors"/>.</summary>
    /// <param name="path">Where the file is.</param>
    /// <param name="displayPath">What to call it in errors.</param>
    /// <param name="errors">Where errors go.</param>
    public static YamlMap? Read(string path, string displayPath, ConfigErrors errors)
    {
        string text;
        try
        {
            var length = new FileInfo(path).Length;
            if (length > MaxBytes)
            {
                errors.Add($"{displayPath}: the file has {length} bytes (expected at most {MaxBytes})");
                return null;
            }

            text = new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            errors.Add($"{displayPath}: no such file");
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{displayPath}: the file cannot be read ({FileErrors.Describe(e)})");
            return null;
        }
        catch (System.Text.DecoderFallbackException)
        {
            errors.Add($"{displayPath}: the file is not UTF-8 text");
            return null;
        }

        return Parse(text.TrimStart('\uFEFF'), displayPath, errors);
    }

    /// <summary>Reads a text as <see cref="Read"/> does a file.</summary>
    public static YamlMap? Parse(string text, string displayPath, ConfigErrors errors)
    {
        var reader = new TreeReader(displayPath, errors);
        YamlNode? root;
        try
        {
            root = reader.ReadDocument(new Parser(new StringReader(text)));
        }
        catch (YamlException e)
        {
            errors.Add(new YamlPosition(displayPath, (int)e.Start.Line, (int)e.Start.Column), null, $"not valid YAML: {FirstLine(e.Message)}");
            return null;
        }

        switch (root)
        {
            case YamlMap map:
                return map;
            case null or YamlScalar { IsNull: true }:
                errors.Add($"{displayPath}: the file is empty");
                return null;
            default:
                errors.Add(root.Position, null, $"expected a mapping of keys, found {root.Kind}");
                return null;
        }
    }

    // The parser's messages begin with "(Line: 3, Col: 1, Idx: 20) - ...", which the position already says.
    private static string FirstLine(string message)
    {
        var line = message.Split('\n', 2)[0].Trim();
        var mark = line.LastIndexOf("): ", StringComparison.Ordinal);
        return mark >= 0 && line.StartsWith('(') ? line[(mark + 3)..] : line;
    }

    private sealed class TreeReader(string file, ConfigErrors errors)
    {
        private readonly Dictionary<string, YamlNode> _anchors = new(StringComparer.Ordinal);

        public YamlNode? ReadDocument(Parser parser)
        {
            parser.MoveNext(); // stream start
            parser.MoveNext();
            if (parser.Current is StreamEnd)
                return null;
            parser.MoveNext(); // past document start
            var root = ReadNode(parser, 0);
            parser.MoveNext(); // past document end
            if (parser.Current is DocumentStart second)
                errors.Add(At(second.Start), null, "a second document starts here (expected one per file)");
            return root;
        }

        private YamlNode ReadNode(Parser parser, int depth)
        {
            var current = parser.Current!;
            if (depth > MaxDepth)
                throw new YamlException(current.Start, current.End, $"nested more than {MaxDepth} levels deep");

            var position = At(current.Start);
            switch (current)
            {
                case AnchorAlias alias:
                    parser.MoveNext();
                    return _anchors.TryGetValue(alias.Value.Value, out var target)
                        ? target
                        : throw new YamlException(alias.Start, alias.End, $"there is no anchor '{alias.Value.Value}' before this alias");
                case Scalar scalar:
                    parser.MoveNext();
                    return Anchored(scalar, new YamlScalar(position, scalar.Value, scalar.Style == ScalarStyle.Plain));
                case SequenceStart sequence:
                    {
                        parser.MoveNext();
                        var items = new List<YamlNode>();
                        while (parser.Current is not SequenceEnd)
                            items.Add(ReadNode(parser, depth + 1));
                        parser.MoveNext();
                        return Anchored(sequence, new YamlList(position, items));
                    }

                case MappingStart mapping:
                    {
                        parser.MoveNext();
                        var entries = ReadEntries(parser, depth);
                        parser.MoveNext();
                        return Anchored(mapping, new YamlMap(position, entries));
                    }

                default:
                    throw new YamlException(current.Start, current.End, "a value is missing here");
            }
        }

        private Dictionary<string, YamlNode> ReadEntries(Parser parser, int depth)
        {
            var entries = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
            var merged = new List<YamlMap>();
            while (parser.Current is not MappingEnd)
            {
                var keyNode = ReadNode(parser, depth + 1);
                var value = ReadNode(parser, depth + 1);
                if (keyNode is not YamlScalar key)
                    errors.Add(keyNode.Position, null, $"expected a text as key, found {keyNode.Kind}");
                else if (key is { IsPlain: true, Text: "<<" })
                    merged.AddRange(MergeSources(value));
                else if (!entries.TryAdd(key.Text, value))
                    errors.Add(key.Position, key.Text, "the key occurs twice");
            }

            // A merge gives defaults: what the mapping says itself wins, and an earlier source wins over a later one.
            foreach (var source in merged)
            {
                foreach (var (name, value) in source.Entries)
                    entries.TryAdd(name, value);
            }

            return entries;
        }

        private IEnumerable<YamlMap> MergeSources(YamlNode value)
        {
            var sources = value is YamlList list ? list.Items : [value];
            foreach (var source in sources)
            {
                if (source is YamlMap map)
                    yield return map;
                else
                    errors.Add(source.Position, "<<", $"expected a mapping to merge, found {source.Kind}");
            }
        }

        private T Anchored<T>(NodeEvent source, T node)
            where T : YamlNode
        {
            if (!source.Anchor.IsEmpty)
                _anchors[source.Anchor.Value] = node;
            return node;
        }

        private YamlPosition At(Mark mark) => new(file, (int)mark.Line, (int)mark.Column);
    }
}
