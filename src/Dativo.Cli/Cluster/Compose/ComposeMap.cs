using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Dativo.Cli.Cluster.Compose;

/// <summary>A map of a compose file, with merges done and its place in the file known. Each key is asked for by name: what nobody asked for can be told.</summary>
internal sealed class ComposeMap
{
    private const string Merge = "<<";
    private readonly Dictionary<string, object?> _entries;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    private ComposeMap(string path, Dictionary<string, object?> entries)
    {
        Path = path;
        _entries = entries;
    }

    /// <summary>Where it is, such as <c>services.worker</c>; empty for the whole file.</summary>
    public string Path { get; }

    /// <summary>The keys, in the order of the file.</summary>
    public IEnumerable<string> Keys => _entries.Keys;

    /// <summary>The keys that were not asked for.</summary>
    public IEnumerable<string> Unasked => _entries.Keys.Where(key => !_asked.Contains(key));

    /// <summary>Reads a file; null after telling why it cannot be read.</summary>
    public static ComposeMap? Read(string path, ComposeErrors errors)
    {
        try
        {
            using var text = new StreamReader(path);
            if (new DeserializerBuilder().Build().Deserialize<object?>(new YamlDotNet.Core.Parser(text)) is Dictionary<object, object?> map)
                return new ComposeMap("", Merged(map));
            errors.Add("", "is no map of keys and values");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            errors.Add("", $"cannot be read: {exception.Message}");
        }
        catch (YamlException exception)
        {
            errors.Add($"{exception.Start.Line}:{exception.Start.Column}", exception.InnerException?.Message ?? exception.Message);
        }

        return null;
    }

    /// <summary>Says that a key is known and needs nothing here.</summary>
    public void Ignore(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
            _asked.Add(key);
    }

    /// <summary>Where a key of this map is.</summary>
    public string At(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    /// <summary>The map under a key; null when there is none.</summary>
    public ComposeMap? Map(string key, ComposeErrors errors)
    {
        switch (Take(key))
        {
            case null:
                return null;
            case Dictionary<object, object?> map:
                return new ComposeMap(At(key), Merged(map));
            default:
                errors.Add(At(key), "is no map of keys and values");
                return null;
        }
    }

    /// <summary>The text under a key; null when there is none.</summary>
    public string? Text(string key, ComposeErrors errors)
    {
        var value = Take(key);
        if (value is null or string)
            return (string?)value;
        errors.Add(At(key), "is no single value");
        return null;
    }

    /// <summary>The texts of a list under a key; none when there is no such key.</summary>
    public IReadOnlyList<string> Texts(string key, ComposeErrors errors)
    {
        switch (Take(key))
        {
            case null:
                return [];
            case List<object?> list when list.TrueForAll(static item => item is string):
                return [.. list.Cast<string>()];
            default:
                errors.Add(At(key), "is not a list of plain texts, which is the only form that is understood here");
                return [];
        }
    }

    /// <summary>Whether there is a list under a key.</summary>
    public bool IsList(string key) => _entries.GetValueOrDefault(key) is List<object?>;

    private object? Take(string key)
    {
        _asked.Add(key);
        return _entries.GetValueOrDefault(key);
    }

    // Keys of the map itself win over those that it merges, and of those the first ones.
    private static Dictionary<string, object?> Merged(Dictionary<object, object?> map)
    {
        var entries = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, value) in map.Where(static entry => !Equals(entry.Key, Merge)))
            entries[key.ToString()!] = value;
        var merged = map.GetValueOrDefault(Merge) switch
        {
            Dictionary<object, object?> one => [one],
            List<object?> several => several.OfType<Dictionary<object, object?>>(),
            _ => [],
        };
        foreach (var (key, value) in merged.SelectMany(Merged))
            entries.TryAdd(key, value);
        return entries;
    }
}
