using System.Buffers;
using System.Text;

namespace Dativo.Actors.Configuration.Yaml;

/// <summary>
/// Reads the plain YAML that nearly all configuration is written in: block maps and lists, values of one line, short lists in brackets.
/// That is many times faster than the general parser, and counts where there are 100,000 files. Of everything else it says that it
/// does not read it, never that it is wrong; what it reads it reads as the general parser does, places included.
/// </summary>
internal sealed class PlainYaml
{
    private const int MaxDepth = YamlDocument.MaxDepth - 4;
    private const int LongestKey = 512;
    private const int MostPooledKeys = 256;
    private const int FewEntries = 16;
    private const int DeepestLeftOut = 2;

    /// <summary>Tabs, and what ends lines, counts as two characters, or is not printable.</summary>
    private static readonly SearchValues<char> Odd = SearchValues.Create(
        [.. Enumerable.Range(0x7F, 0x21).Append('\t').Append(0x2028).Append(0x2029).Append(0xFEFF).Concat(Enumerable.Range(0xD800, 0x800)).Select(static code => (char)code)]);

    /// <summary>With these a plain value does not begin; the last three it may, before some characters.</summary>
    private static readonly SearchValues<char> Indicators = SearchValues.Create("[]{},#&*!|>'\"%@`?:-");

    /// <summary>What is in no plain key: all but letters, digits and few others.</summary>
    private static readonly SearchValues<char> NoKey = SearchValues.Create(
        [.. Enumerable.Range(0, 0x7F).Select(static code => (char)code).Where(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.' or '/'))]);

    /// <summary>With these a plain value in brackets goes on to be something else.</summary>
    private static readonly SearchValues<char> FlowIndicators = SearchValues.Create("[{}#:?&*!|>'\"%@`\\");

    private readonly string _text;
    private readonly string? _leftOut;
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _keysBySpan;

    // The line at which the reading is: where it begins and ends in the text, and where what it says begins.
    private int _line;
    private int _lineStart;
    private int _start;
    private int _end;
    private int _next;
    private bool _isAtEnd;

    private PlainYaml(string text, string? leftOut)
    {
        _text = text;
        _leftOut = leftOut;
        _keysBySpan = _keys.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    private int Indent => _start - _lineStart;

    /// <summary>The root of the document, a map; null when the text is none or is not plain.</summary>
    public static YamlMapping? Read(string text) => IsOdd(text) ? null : Read(new PlainYaml(text, leftOut: null));

    /// <summary>
    /// The root of a document that was read before and found plain, but of the lists with this key, of the upper levels, only that they
    /// are there.
    /// </summary>
    public static YamlMapping? ReadAgain(string text, string leftOut) => Read(new PlainYaml(text, leftOut));

    private static bool IsOdd(string text) => text.Contains('\t', StringComparison.Ordinal) || (!Ascii.IsValid(text) && text.AsSpan().ContainsAny(Odd));

    private static YamlMapping? Read(PlainYaml reader)
    {
        if (!reader.MoveToContent() || reader._isAtEnd)
            return null;
        var root = reader.ReadMapping(depth: 0);
        return reader._isAtEnd ? root : null;
    }

    /// <summary>Goes to the next line that says something, or to the end; false for a line that is not plain.</summary>
    private bool MoveToContent()
    {
        while (_next < _text.Length)
        {
            _line++;
            _lineStart = _next;
            var rest = _text.AsSpan(_lineStart);
            var length = rest.IndexOf('\n');
            _next = length < 0 ? _text.Length : _lineStart + length + 1;
            var line = length < 0 ? rest : rest[..length];
            if (line is [.., '\r'] && length >= 0)
                line = line[..^1];
            if (line.Contains('\r'))
                return false;
            var indent = line.IndexOfAnyExcept(' ');
            if (indent < 0 || line[indent] == '#')
                continue;

            // Marks between documents, and directives.
            if (indent == 0 && (line.StartsWith("---") || line.StartsWith("...")))
                return false;
            _start = _lineStart + indent;
            _end = _lineStart + line.TrimEnd(' ').Length;
            return true;
        }

        _isAtEnd = true;
        return true;
    }

    private YamlNode? ReadBlock(int depth) => IsListItem() ? ReadSequence(depth) : ReadMapping(depth);

    private YamlMapping? ReadMapping(int depth)
    {
        if (depth > MaxDepth)
            return null;
        var indent = Indent;
        var (line, column) = (_line, indent + 1);
        var entries = new List<YamlEntry>();
        HashSet<string>? seen = null;
        long size = 1;
        do
        {
            if (KeyEnd(_start) is not { } colon || colon - _start > LongestKey)
                return null;
            var name = Pooled(_text.AsSpan(_start, colon - _start));
            if (name == "<<" || IsKnown(name, entries, ref seen))
                return null;
            var key = new YamlScalar(_line, indent + 1, name, isQuoted: false);
            if ((name == _leftOut && depth <= DeepestLeftOut ? LeaveOut(colon + 1, indent) : ReadValue(colon + 1, indent, depth)) is not { } value)
                return null;
            entries.Add(new YamlEntry(key, value));
            size += value.Size + 1;
        }
        while (!_isAtEnd && Indent == indent);

        return !_isAtEnd && Indent > indent ? null : new YamlMapping(line, column, entries, size);
    }

    /// <summary>The value of a key, on its line or below; afterwards the reading is at the line after it.</summary>
    private YamlNode? ReadValue(int from, int indent, int depth)
    {
        var at = SkipBlanks(from);
        if (!IsLineDone(at))
            return ReadInline(at, indent, depth);

        var nothing = new YamlScalar(_line, from - _lineStart + 1, "", isQuoted: false);
        if (!MoveToContent())
            return null;

        // A list may stand below its key without being moved in.
        return _isAtEnd || Indent < indent || (Indent == indent && !IsListItem()) ? nothing : ReadBlock(depth + 1);
    }

    /// <summary>Goes to the line after a list that stands below its key.</summary>
    private UnreadSequence? LeaveOut(int from, int indent)
    {
        if (!IsLineDone(SkipBlanks(from)) || !MoveToContent() || _isAtEnd || !IsListItem())
            return null;
        var (line, lineStart, start) = (_line, _lineStart, Indent);
        do
        {
            if (!MoveToContent())
                return null;
        }
        while (!_isAtEnd && (Indent > start || (Indent == start && IsListItem())));

        if (Indent > indent && !_isAtEnd)
            return null;
        var end = _isAtEnd ? _text.Length : _lineStart;
        return new UnreadSequence(line, start + 1) { Start = lineStart, End = end, Lines = (_isAtEnd ? _line + 1 : _line) - line };
    }

    private YamlSequence? ReadSequence(int depth)
    {
        if (depth > MaxDepth)
            return null;
        var indent = Indent;
        var (line, column) = (_line, indent + 1);
        var items = new List<YamlNode>();
        long size = 1;
        do
        {
            var at = SkipBlanks(_start + 1);
            if (IsLineDone(at))
                return null;
            YamlNode? item;
            if (KeyEnd(at) is not null)
            {
                // A map whose first key stands behind the dash.
                _start = at;
                item = ReadMapping(depth + 1);
            }
            else
            {
                item = ReadInline(at, indent, depth);
            }

            if (item is null)
                return null;
            items.Add(item);
            size += item.Size;
        }
        while (!_isAtEnd && Indent == indent && IsListItem());

        return !_isAtEnd && Indent > indent ? null : new YamlSequence(line, column, items, size);
    }

    /// <summary>A value that ends with its line; null where it may go on in the next one.</summary>
    private YamlNode? ReadInline(int at, int indent, int depth)
    {
        YamlNode? node;
        int end;
        switch (_text[at])
        {
            case '"' or '\'':
                node = ReadQuoted(at, out end);
                break;
            case '[':
                node = depth < MaxDepth ? ReadFlowSequence(at, out end) : Nothing(out end);
                break;
            case '{' when at + 1 < _end && _text[at + 1] == '}':
                node = new YamlMapping(_line, Column(at), [], 1);
                end = at + 2;
                break;
            default:
                node = ReadPlain(at, out end);
                break;
        }

        if (node is null || !IsLineDone(SkipBlanks(end)))
            return null;
        return MoveToContent() && (_isAtEnd || Indent <= indent) ? node : null;
    }

    private YamlScalar? ReadPlain(int at, out int end)
    {
        end = at;
        var text = _text.AsSpan(at, _end - at);
        if (!BeginsPlain(text))
            return null;
        var comment = text.IndexOf(" #");
        if (comment >= 0)
            text = text[..comment].TrimEnd(' ');
        if (text.Contains(": ", StringComparison.Ordinal) || text[^1] == ':')
            return null;
        end = at + text.Length;
        return new YamlScalar(_line, Column(at), text.ToString(), isQuoted: false);
    }

    private YamlScalar? ReadQuoted(int at, out int end)
    {
        end = at;
        var quote = _text[at];
        var inside = _text.AsSpan(at + 1, _end - at - 1);
        var length = inside.IndexOf(quote);
        if (length < 0 || (quote == '"' && inside[..length].Contains('\\')))
            return null;

        // Two of them stand for one.
        if (quote == '\'' && length + 1 < inside.Length && inside[length + 1] == quote)
            return null;
        end = at + length + 2;
        return new YamlScalar(_line, Column(at), inside[..length].ToString(), isQuoted: true);
    }

    private YamlSequence? ReadFlowSequence(int at, out int end)
    {
        end = at;
        var items = new List<YamlNode>();
        var next = SkipBlanks(at + 1);
        while (next < _end)
        {
            if (_text[next] == ']' && items.Count == 0)
            {
                end = next + 1;
                return new YamlSequence(_line, Column(at), items, 1);
            }

            var item = _text[next] is '"' or '\'' ? ReadQuoted(next, out var after) : ReadFlowPlain(next, out after);
            after = SkipBlanks(after);
            if (item is null || after >= _end)
                return null;
            items.Add(item);
            if (_text[after] == ']')
            {
                end = after + 1;
                return new YamlSequence(_line, Column(at), items, 1 + items.Count);
            }

            if (_text[after] != ',')
                return null;
            next = SkipBlanks(after + 1);
        }

        return null;
    }

    private YamlScalar? ReadFlowPlain(int at, out int end)
    {
        end = at;
        var text = _text.AsSpan(at, _end - at);
        var length = text.IndexOfAny(',', ']');
        if (length <= 0 || !BeginsPlain(text) || text[..length].ContainsAny(FlowIndicators) || text is ['-', ',' or ']', ..])
            return null;
        end = at + length;
        return new YamlScalar(_line, Column(at), text[..length].TrimEnd(' ').ToString(), isQuoted: false);
    }

    private static YamlNode? Nothing(out int end)
    {
        end = 0;
        return null;
    }

    /// <summary>Where the colon behind a plain key is that begins there; null when there is no such key.</summary>
    private int? KeyEnd(int at)
    {
        var text = _text.AsSpan(at, _end - at);
        var length = text.IndexOfAny(NoKey);
        return length > 0 && text[0] != '-' && text[length] == ':' && (length + 1 == text.Length || text[length + 1] == ' ') ? at + length : null;
    }

    private static bool BeginsPlain(ReadOnlySpan<char> text) =>
        !Indicators.Contains(text[0]) || text is ['-', not ' ', ..];

    private bool IsListItem() => _text[_start] == '-' && (_start + 1 >= _end || _text[_start + 1] == ' ');

    private int SkipBlanks(int from)
    {
        while (from < _end && _text[from] == ' ')
            from++;
        return from;
    }

    /// <summary>Whether nothing but a comment follows; what is before the place is a blank or the end of something.</summary>
    private bool IsLineDone(int at) => at >= _end || (_text[at] == '#' && _text[at - 1] == ' ');

    private int Column(int at) => at - _lineStart + 1;

    private static bool IsKnown(string name, List<YamlEntry> entries, ref HashSet<string>? seen)
    {
        if (entries.Count >= FewEntries)
            return !(seen ??= entries.Select(static entry => entry.Key.Value).ToHashSet(StringComparer.Ordinal)).Add(name);
        foreach (var entry in entries)
        {
            if (entry.Key.Value == name)
                return true;
        }

        return false;
    }

    /// <summary>The same few keys come again and again: one string for each.</summary>
    private string Pooled(ReadOnlySpan<char> key)
    {
        if (_keysBySpan.TryGetValue(key, out var pooled))
            return pooled;
        var name = key.ToString();
        if (_keys.Count < MostPooledKeys)
            _keys.Add(name, name);
        return name;
    }
}
