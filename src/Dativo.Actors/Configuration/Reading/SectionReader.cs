using System.Collections.Immutable;
using Dativo.Actors.Configuration.Keys;
using Dativo.Actors.Configuration.Yaml;

namespace Dativo.Actors.Configuration.Reading;

/// <summary>
/// Reads the keys of one map as the types that <see cref="ConfigurationKeys"/> gives them, and reports what is wrong with them.
/// A value that is missing or wrong is null: whether anything was wrong is the <see cref="DiagnosticBag"/>'s to tell.
/// </summary>
internal sealed class SectionReader
{
    private readonly KeySection _section;
    private readonly YamlMapping _map;
    private readonly string _path;
    private readonly DiagnosticBag _diagnostics;
    private readonly Func<string, string?> _variable;
    private readonly YamlEntry?[] _found;

    /// <param name="section">The keys the map may have.</param>
    /// <param name="map">The map.</param>
    /// <param name="path">The path of the map; empty for the root of a file.</param>
    /// <param name="diagnostics">Where to report.</param>
    /// <param name="variable">Looks up environment variables.</param>
    public SectionReader(KeySection section, YamlMapping map, string path, DiagnosticBag diagnostics, Func<string, string?> variable)
    {
        _section = section;
        _map = map;
        _path = path;
        _diagnostics = diagnostics;
        _variable = variable;
        _found = new YamlEntry?[section.Keys.Length];
        foreach (var entry in map.Entries)
        {
            var index = section.IndexOf(entry.Key.Value);
            if (index < 0)
                continue;
            if (_found[index] is { } other)
                diagnostics.Error(entry.Key, PathOf(entry.Key.Value), $"means the same as {other.Key.Value} in line {other.Key.Line} (expected one of the two: {section.Keys[index].Name})");
            else
                _found[index] = entry;
        }

        foreach (var key in section.Keys)
        {
            if (Entry(key.Name) is not { } entry)
            {
                if (key.Required)
                    diagnostics.Error(map, PathOf(key.Name), $"is missing (expected {key.Expectation})");
            }
            else if (entry.Value is YamlScalar { IsNull: true })
            {
                Empty(key);
            }
        }
    }

    public DiagnosticBag Diagnostics => _diagnostics;

    public YamlMapping Map => _map;

    public string PathOf(string key) => _path.Length == 0 ? key : $"{_path}.{key}";

    /// <summary>Whether the key is there with any value.</summary>
    public bool Has(string key) => Entry(key) is { Value: not YamlScalar { IsNull: true } };

    /// <summary>The place of the key's value, or of the map when the key is missing.</summary>
    public YamlNode At(string key) => (YamlNode?)Entry(key)?.Value ?? _map;

    /// <summary>Warns of every key that is not known.</summary>
    public void WarnOfUnknownKeys()
    {
        foreach (var entry in _map.Entries)
        {
            var name = entry.Key.Value;
            if (_section.IndexOf(name) >= 0)
                continue;
            var meant = _section.Nearest(name);
            _diagnostics.Warning(
                entry.Key,
                PathOf(ShownKey(name)),
                $"is not a known key and is not used{(meant is null ? "" : $" (did you mean {meant}?)")}");
        }
    }

    /// <summary>Warns of keys that are none of the known ones but look like one: for maps that others may add to.</summary>
    public void WarnOfNearMisses(ImmutableArray<string> othersKeys)
    {
        foreach (var entry in _map.Entries)
        {
            var name = entry.Key.Value;
            if (_section.IndexOf(name) < 0 && !othersKeys.Contains(name) && _section.Nearest(name) is { } meant)
                _diagnostics.Warning(entry.Key, PathOf(ShownKey(name)), $"is not a key that schedules and retries are read from (did you mean {meant}?)");
        }
    }

    /// <summary>A text that is not empty.</summary>
    public ScalarText? Text(string key)
    {
        if (Scalar(key) is not { } text)
            return null;
        if (!text.IsExpanded && !text.IsQuoted && (text.IsNumber || text.AsBoolean is not null))
        {
            Wrong(key, $"is {(text.IsNumber ? "a number" : "true or false")}: {text.Shown} (expected text: write it in quotes)");
            return null;
        }

        if (text.Text.Length == 0)
        {
            Wrong(key, $"is an empty text (expected {Spec(key).Expectation})");
            return null;
        }

        return text;
    }

    /// <summary>A text that may name a thing everywhere: in ids, addresses, file names.</summary>
    public string? Name(string key)
    {
        if (Text(key) is not { } text)
            return null;
        if (Names.Problem(text.Text) is { } problem)
        {
            Wrong(key, $"{problem} (expected {Spec(key).Form})");
            return null;
        }

        return text.Text;
    }

    public int? WholeNumber(string key) => (int?)Number(key);

    /// <summary>A number within the key's range; a whole one where the key asks for it.</summary>
    public decimal? Number(string key)
    {
        if (Scalar(key) is not { } text)
            return null;
        var number = NumberIn(Spec(key), text, out var problem);
        if (problem is not null)
            Wrong(key, problem);
        else if (text.IsQuoted)
            Warn(key, $"is a number in quotes: {text.Shown} (expected it without them)");
        return number;
    }

    /// <summary>A number of seconds, to the millisecond.</summary>
    public TimeSpan? Seconds(string key) =>
        Number(key) is { } seconds ? TimeSpan.FromTicks((long)Math.Round(seconds * 1_000) * TimeSpan.TicksPerMillisecond) : null;

    public bool? Boolean(string key)
    {
        if (Scalar(key) is not { } text)
            return null;
        var value = text.AsBoolean;
        if (value is null)
            Wrong(key, $"is not true or false: {text.Shown} (expected true or false)");
        else if (text.IsQuoted)
            Warn(key, $"is in quotes: {text.Shown} (expected it without them)");
        return value;
    }

    /// <summary>One of the key's words.</summary>
    /// <param name="key">The key.</param>
    /// <param name="ignoringCase">Whether the case of its letters does not matter.</param>
    public string? Choice(string key, bool ignoringCase = false)
    {
        if (Scalar(key) is not { } text)
            return null;
        var spec = Spec(key);
        var comparison = ignoringCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if (spec.Choices.FirstOrDefault(choice => choice.Equals(text.Text, comparison)) is { } chosen)
            return chosen;
        var meant = text.IsExpanded ? null : Suggestion.Nearest(text.Text, spec.Choices);
        Wrong(key, $"is not a known word: {text.Shown} (expected {spec.Expectation}{(meant is null ? "" : $"; did you mean {meant}?")})");
        return null;
    }

    /// <summary>A list of texts; numbers and the like are taken as they are written. Null when missing or wrong.</summary>
    public ImmutableArray<ScalarText>? Texts(string key)
    {
        if (List(key) is not { } list)
            return null;
        var texts = ImmutableArray.CreateBuilder<ScalarText>(list.Items.Count);
        for (var index = 0; index < list.Items.Count; index++)
        {
            if (Expand(list.Items[index], $"{PathOf(key)}[{index}]", "text") is { } text)
                texts.Add(text);
        }

        return texts.Count == list.Items.Count ? texts.ToImmutable() : null;
    }

    /// <summary>A list of whole numbers in the key's range.</summary>
    public ImmutableArray<int>? WholeNumbers(string key)
    {
        if (List(key) is not { } list)
            return null;
        var spec = Spec(key);
        var numbers = ImmutableArray.CreateBuilder<int>(list.Items.Count);
        for (var index = 0; index < list.Items.Count; index++)
        {
            var path = $"{PathOf(key)}[{index}]";
            if (Expand(list.Items[index], path, "a whole number") is not { } text)
                continue;
            if (NumberIn(spec, text, out var problem) is { } number)
                numbers.Add((int)number);
            else
                _diagnostics.Error(list.Items[index], path, problem!);
        }

        return numbers.Count == list.Items.Count ? numbers.ToImmutable() : null;
    }

    /// <summary>A map of texts, its values taken as they are written; null when missing or wrong.</summary>
    /// <param name="key">The key.</param>
    /// <param name="check">What is wrong with a key and its value; null when nothing is.</param>
    public IReadOnlyList<(YamlScalar Key, ScalarText Value)>? TextMap(string key, Func<string, string, string?> check)
    {
        if (Mapping(key) is not { } map)
            return null;
        var texts = new List<(YamlScalar, ScalarText)>(map.Entries.Count);
        foreach (var entry in map.Entries)
        {
            var path = PathOf($"{key}.{ShownKey(entry.Key.Value)}");
            if (Expand(entry.Value, path, "text") is not { } text)
                continue;
            if (check(entry.Key.Value, text.Text) is { } problem)
                _diagnostics.Error(entry.Key, path, problem);
            else
                texts.Add((entry.Key, text));
        }

        return texts.Count == map.Entries.Count ? texts : null;
    }

    public YamlMapping? Mapping(string key) => Entry(key) switch
    {
        null => null,
        { Value: YamlMapping map } => map,
        var entry => NotA<YamlMapping>(key, entry),
    };

    public YamlSequence? List(string key) => Entry(key) switch
    {
        null => null,
        { Value: YamlSequence list } => list,
        var entry => NotA<YamlSequence>(key, entry),
    };

    /// <summary>Reports an error at the value of a key.</summary>
    public void Wrong(string key, string message) => _diagnostics.Error(At(key), PathOf(WrittenName(key)), message);

    /// <summary>Reports a warning at the value of a key.</summary>
    public void Warn(string key, string message) => _diagnostics.Warning(At(key), PathOf(WrittenName(key)), message);

    private T? NotA<T>(string key, YamlEntry entry)
        where T : YamlNode
    {
        if (entry.Value is not YamlScalar { IsNull: true })
            Wrong(key, $"is {entry.Value.Kind} (expected {Spec(key).Expectation})");
        return null;
    }

    private ScalarText? Scalar(string key)
    {
        if (Entry(key) is not { Value: not YamlScalar { IsNull: true } } entry)
            return null;

        // Nearly all values are plain: what a message would say is not put together for them.
        return entry.Value is YamlScalar scalar && !Variables.IsIn(scalar.Value)
            ? new ScalarText(scalar, scalar.Value, IsExpanded: false)
            : Expand(entry.Value, PathOf(entry.Key.Value), Spec(key).Expectation);
    }

    private ScalarText? Expand(YamlNode node, string path, string expected)
    {
        if (node is not YamlScalar scalar || scalar.IsNull)
        {
            _diagnostics.Error(node, path, node is YamlScalar ? $"has no value (expected {expected})" : $"is {node.Kind} (expected {expected})");
            return null;
        }

        if (!Variables.TryExpand(scalar.Value, _variable, out var text, out var error))
        {
            _diagnostics.Error(node, path, error!);
            return null;
        }

        return new ScalarText(scalar, text, !ReferenceEquals(text, scalar.Value));
    }

    /// <summary>A key without a value is as good as no key; dativo-ingest takes it so too.</summary>
    private void Empty(KeySpec key)
    {
        // Files come with all schedules commented out: that is no mistake.
        if (key is { Required: true, Type: KeyType.List })
            Warn(key.Name, "is empty: there is nothing to run");
        else if (key.Required)
            Wrong(key.Name, $"has no value (expected {key.Expectation})");
        else
            Warn(key.Name, "has no value and is not used (expected a value, or no such key)");
    }

    private static decimal? NumberIn(KeySpec spec, ScalarText text, out string? problem)
    {
        problem = null;
        if (text.AsNumber is not { } number)
            problem = $"is not a number: {text.Shown} (expected {spec.Expectation})";
        else if (text.HasLeadingZero)
            problem = $"begins with 0, which some readers take for an octal number: {text.Shown} (expected {spec.Expectation}, without the zero)";
        else if (spec.Type != KeyType.Number && number != decimal.Truncate(number))
            problem = $"is not a whole number: {text.Shown} (expected {spec.Expectation})";
        else if (number < spec.Min || (spec.MoreThanMin && number == spec.Min) || number > spec.Max)
            problem = $"is out of range: {text.Shown} (expected {spec.Expectation})";
        else
            return number;
        return null;
    }

    private KeySpec Spec(string key) => _section.Keys[IndexOf(key)];

    private YamlEntry? Entry(string key) => _found[IndexOf(key)];

    private string WrittenName(string key) => Entry(key)?.Key.Value ?? key;

    private int IndexOf(string key)
    {
        var index = _section.IndexOf(key);
        return index >= 0 ? index : throw new ArgumentException($"{key} is not a key of {_section.Path}", nameof(key));
    }

    private static string ShownKey(string key) => Names.Problem(key) is null ? key : ScalarText.Show(key);
}
