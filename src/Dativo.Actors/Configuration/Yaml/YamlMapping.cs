namespace Dativo.Actors.Configuration.Yaml;

/// <summary>Keys and their values, in the order of the file and without repetition.</summary>
internal sealed class YamlMapping(int line, int column, IReadOnlyList<YamlEntry> entries, long size) : YamlNode(line, column)
{
    public IReadOnlyList<YamlEntry> Entries { get; } = entries;

    public override long Size => size;

    public override string Kind => "a map of keys and values";

    public YamlEntry? Find(string key)
    {
        foreach (var entry in Entries)
        {
            if (entry.Key.Value == key)
                return entry;
        }

        return null;
    }
}

/// <summary>A key and its value.</summary>
internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);
