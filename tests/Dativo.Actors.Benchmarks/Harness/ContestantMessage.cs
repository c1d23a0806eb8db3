using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dativo.Benchmarks.Harness;

/// <summary>A line that the process of a contestant writes for the program that started it.</summary>
internal sealed record ContestantMessage
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>How far the work is.</summary>
    public string? Progress { get; init; }

    /// <summary>What was measured: the last line.</summary>
    public SortedDictionary<string, double>? Values { get; init; }

    /// <summary>Why nothing was: the last line.</summary>
    public string? Error { get; init; }

    /// <summary>Reads a line; null when it is none.</summary>
    public static ContestantMessage? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<ContestantMessage>(line, Format);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public override string ToString() => JsonSerializer.Serialize(this, Format);
}
