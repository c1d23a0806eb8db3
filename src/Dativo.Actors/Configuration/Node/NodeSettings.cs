using System.Collections.Immutable;
using Dativo.Actors.Configuration.Keys;
using Dativo.Actors.Configuration.Reading;
using Dativo.Actors.Configuration.Yaml;

namespace Dativo.Actors.Configuration.Node;

/// <summary>
/// Finds each setting where it is given with the most weight: flag, variable, file. What is overridden is not looked at, so that
/// a file may ask for things that are not there where they are not needed.
/// </summary>
internal sealed class NodeSettings
{
    private const long MaxFileBytes = 1024 * 1024;

    private readonly NodeSources _sources;
    private readonly DiagnosticBag? _file;
    private readonly string _fileDirectory;
    private readonly Dictionary<string, SectionReader> _sections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NodeValue> _values = new(StringComparer.Ordinal);
    private readonly List<DiagnosticBag> _others = [];

    public NodeSettings(NodeSources sources)
    {
        _sources = sources;
        _fileDirectory = sources.CurrentDirectory;
        if (sources.File is not { } file)
            return;
        var path = System.IO.Path.GetFullPath(file, sources.CurrentDirectory);
        _fileDirectory = System.IO.Path.GetDirectoryName(path)!;
        _file = new DiagnosticBag(file);
        var text = SourceText.Read(path, MaxFileBytes, _file);
        if (text is null || YamlDocument.Read(text, _file) is not { } root)
        {
            IsFileBroken = true;
            return;
        }

        var top = AddSection(NodeKeys.File, root, "");
        foreach (var map in NodeKeys.Maps)
        {
            if (top.Mapping(map.Path) is { } found)
                AddSection(map, found, map.Path);
        }
    }

    /// <summary>Whether there is a file that could not be read at all.</summary>
    public bool IsFileBroken { get; }

    /// <summary>A setting; asked again, the same object.</summary>
    public NodeValue this[string path]
    {
        get
        {
            if (!_values.TryGetValue(path, out var value))
                _values.Add(path, value = Find(NodeKeys.All.First(setting => setting.Path == path)));
            return value;
        }
    }

    /// <summary>A variable without a key; null when it is not set.</summary>
    public string? Variable(string name) => _sources.Environment.GetValueOrDefault(name);

    /// <summary>Everything that was reported.</summary>
    public IEnumerable<Diagnostic> Diagnostics =>
        (_file?.ToSorted() ?? []).Concat(_others.SelectMany(static bag => bag.ToSorted().Select(static diagnostic => diagnostic with { Key = "" })));

    /// <summary>Where to report what is wrong with a variable, or what is missing as a flag.</summary>
    public DiagnosticBag At(string name)
    {
        var bag = new DiagnosticBag(name);
        _others.Add(bag);
        return bag;
    }

    private SectionReader AddSection(KeySection section, YamlMapping map, string path)
    {
        var reader = new SectionReader(section, map, path, _file!, name => _sources.Environment.GetValueOrDefault(name));
        reader.WarnOfUnknownKeys();
        _sections.Add(section.Path, reader);
        return reader;
    }

    private NodeValue Find(NodeSetting setting)
    {
        if (setting.Flag is { } flag && _sources.Flags.TryGetValue(flag, out var given) && !given.IsEmpty)
            return Outside(setting, flag, setting.Path == "path_map" ? given : [.. Parts(setting, given)]);
        if (_sources.Environment.GetValueOrDefault(setting.Variable) is { Length: > 0 } variable)
            return Outside(setting, setting.Variable, [.. Parts(setting, [variable])]);
        var section = setting.Path.LastIndexOf('.') is > 0 and var dot ? setting.Path[..dot] : NodeKeys.File.Path;
        return new NodeValue(setting, _sections.GetValueOrDefault(section), _fileDirectory);
    }

    // The bundled engine has its maps of paths separated by semicolons: the node takes those as well.
    private static IEnumerable<string> Parts(NodeSetting setting, ImmutableArray<string> texts) => setting.Key.Type != KeyType.TextList
        ? texts
        : texts.SelectMany(text => text.Split(setting.Path == "path_map" ? [',', ';'] : [','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private NodeValue Outside(NodeSetting setting, string name, ImmutableArray<string> texts)
    {
        var scalars = texts.Select(text => Scalar(setting, text)).ToList();
        YamlNode value = setting.Key.Type == KeyType.TextList ? new YamlSequence(0, 0, [.. scalars], scalars.Count + 1) : scalars[^1];
        var map = new YamlMapping(0, 0, [new YamlEntry(new YamlScalar(0, 0, setting.Key.Name, isQuoted: false), value)], 2);
        var section = new KeySection(name, setting.Key);
        return new NodeValue(setting, new SectionReader(section, map, "", At(name), static _ => null), _sources.CurrentDirectory);
    }

    // What stands in a variable or a flag is meant as it is: nothing in it expands, and a text may look like a number.
    private static YamlScalar Scalar(NodeSetting setting, string text) => new(
        0,
        0,
        setting.Path == "akka" ? text : text.Replace("${", "$${", StringComparison.Ordinal),
        isQuoted: text.Length == 0 || setting.Key.Type is KeyType.Text or KeyType.TextList);
}
