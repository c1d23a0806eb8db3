using System.Globalization;

namespace Dativo.Ingest.Yaml;

/// <summary>Reads the known keys of one mapping; every problem becomes an error at its place, and reading goes on.</summary>
/// <param name="map">The mapping, or null when it is absent: every key then is.</param>
/// <param name="path">The key that leads here, with a final dot: <c>source.</c>; empty at the top.</param>
/// <param name="variables">What <c>${...}</c> expand to.</param>
/// <param name="errors">Where problems go.</param>
internal sealed class MapReader(YamlMap? map, string path, Variables variables, ConfigErrors errors)
{
    public bool Has(string key) => map?.Find(key) is not null;

    public YamlPosition? PositionOf(string key) => map?.Find(key)?.Position;

    public void Error(YamlPosition position, string key, string problem) => errors.Add(position, path + key, problem);

    public YamlNode? Node(string key) => map?.Find(key);

    public MapReader Map(string key)
    {
        var node = map?.Find(key);
        if (node is not null and not YamlMap)
            errors.Add(node.Position, path + key, $"expected a mapping, found {node.Kind}");
        return new MapReader(node as YamlMap, $"{path}{key}.", variables, errors);
    }

    public WrittenText? RequiredText(string key, string expected)
    {
        if (Has(key))
            return Text(key);
        if (map is not null)
            errors.Add(map.Position, path + key, $"missing (expected {expected})");
        return null;
    }

    public WrittenText? Text(string key) => map?.Find(key) is { } node ? TextOf(node, key) : null;

    public int? PositiveInteger(string key, int max)
    {
        if (Text(key) is not { } text)
            return null;
        if (int.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max)
            return number;
        errors.Add(text.Position, path + key, $"'{text.Written}' is not a whole number (expected 1 to {max})");
        return null;
    }

    public bool? Boolean(string key)
    {
        if (Text(key) is not { } text)
            return null;
        switch (text.Value.ToLowerInvariant())
        {
            case "true" or "yes" or "on":
                return true;
            case "false" or "no" or "off":
                return false;
            default:
                errors.Add(text.Position, path + key, $"'{text.Written}' is not a truth value (expected true or false)");
                return null;
        }
    }

    /// <summary>A list of texts; a single text counts as a list of one.</summary>
    public IReadOnlyList<WrittenText>? Texts(string key)
    {
        if (map?.Find(key) is not { } node)
            return null;
        if (node is not YamlList list)
            return TextOf(node, key) is { } single ? [single] : [];
        return [.. list.Items.Select(item => TextOf(item, key)).OfType<WrittenText>()];
    }

    /// <summary>A list of mappings, each with its own reader.</summary>
    public IReadOnlyList<(MapReader Reader, YamlPosition Position)>? Maps(string key)
    {
        if (map?.Find(key) is not { } node)
            return null;
        if (node is not YamlList list)
        {
            errors.Add(node.Position, path + key, $"expected a list, found {node.Kind}");
            return null;
        }

        var result = new List<(MapReader, YamlPosition)>();
        for (var i = 0; i < list.Items.Count; i++)
        {
            if (list.Items[i] is YamlMap item)
                result.Add((new MapReader(item, $"{path}{key}[{i}].", variables, errors), item.Position));
            else
                errors.Add(list.Items[i].Position, $"{path}{key}[{i}]", $"expected a mapping, found {list.Items[i].Kind}");
        }

        return result;
    }

    private WrittenText? TextOf(YamlNode node, string key)
    {
        if (node is not YamlScalar scalar)
        {
            errors.Add(node.Position, path + key, $"expected a single value, found {node.Kind}");
            return null;
        }

        if (variables.Expand(scalar.Text, out var problem) is { } value)
            return new WrittenText(scalar.Position, value, scalar.Text);
        errors.Add(scalar.Position, path + key, problem!);
        return null;
    }
}
