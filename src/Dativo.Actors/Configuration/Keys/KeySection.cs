using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Dativo.Actors.Configuration.Keys;

/// <summary>The keys of one map of the configuration.</summary>
internal sealed class KeySection
{
    private readonly FrozenDictionary<string, int> _indexes;

    /// <param name="path">Where the map is, for the documentation.</param>
    /// <param name="keys">Its keys.</param>
    public KeySection(string path, params ImmutableArray<KeySpec> keys)
    {
        Path = path;
        Keys = keys;
        var indexes = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < keys.Length; index++)
        {
            indexes.Add(keys[index].Name, index);
            if (keys[index].OldName is { } oldName)
                indexes.Add(oldName, index);
        }

        _indexes = indexes.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public string Path { get; }

    public ImmutableArray<KeySpec> Keys { get; }

    /// <summary>The position of a key, or of a key with that old name, in <see cref="Keys"/>; -1 for an unknown one.</summary>
    public int IndexOf(string name) => _indexes.GetValueOrDefault(name, -1);

    /// <summary>The key that was perhaps meant; null when none is near.</summary>
    public string? Nearest(string name) =>
        Keys.FirstOrDefault(key => key.Mistaken == name)?.Name
        ?? Suggestion.Nearest(name, Keys.Select(static key => key.Name));
}
