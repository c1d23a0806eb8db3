using System.Text.Json;

namespace Dativo.EndToEnd;

/// <summary>A line of a node's log; <paramref name="Json"/> is undefined where it is not JSON.</summary>
public sealed record LogLine(int Index, string Text, JsonElement Json)
{
    /// <summary>Its level, in capitals; empty where it has none.</summary>
    public string Level => this["level"] ?? "";

    /// <summary>The name of the event; null where it has none.</summary>
    public string? EventType => this["event_type"];

    /// <summary>Its message; the whole line where it is not JSON.</summary>
    public string Message => this["message"] ?? Text;

    /// <summary>A field as text.</summary>
    public string? this[string field] =>
        Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(field, out var value) ? value.ToString() : null;

    public static LogLine Parse(int index, string text)
    {
        try
        {
            return new LogLine(index, text, JsonDocument.Parse(text).RootElement);
        }
        catch (JsonException)
        {
            return new LogLine(index, text, default);
        }
    }
}
