using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dativo.Actors.History;

/// <summary>Tags and metrics as JSON objects.</summary>
internal static partial class StoredMap
{
    /// <summary>The numbers as JSON; null when there are none. Infinities and NaN, which JSON lacks, are stored by name.</summary>
    public static string? Write(ImmutableSortedDictionary<string, double> metrics)
    {
        if (metrics.IsEmpty)
            return null;
        var clean = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, value) in metrics)
            clean[StoredText.Clean(name)] = value;
        return JsonSerializer.Serialize(clean, MapContext.Default.SortedDictionaryStringDouble);
    }

    /// <summary>The texts as JSON.</summary>
    public static string Write(ImmutableSortedDictionary<string, string> tags)
    {
        var clean = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in tags)
            clean[StoredText.Clean(name)] = StoredText.Clean(value);
        return JsonSerializer.Serialize(clean, MapContext.Default.SortedDictionaryStringString);
    }

    public static ImmutableSortedDictionary<string, double> ReadMetrics(string json) =>
        JsonSerializer.Deserialize(json, MapContext.Default.SortedDictionaryStringDouble)!.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public static ImmutableSortedDictionary<string, string> ReadTags(string json) =>
        JsonSerializer.Deserialize(json, MapContext.Default.SortedDictionaryStringString)!.ToImmutableSortedDictionary(StringComparer.Ordinal);

    [JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    [JsonSerializable(typeof(SortedDictionary<string, double>))]
    [JsonSerializable(typeof(SortedDictionary<string, string>))]
    private sealed partial class MapContext : JsonSerializerContext;
}
