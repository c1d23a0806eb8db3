using System.Collections.Immutable;
using System.Text.Json;

namespace Dativo.Actors.Workers.Processes.Output;

/// <summary>Recognizes events among the lines of a job's output. A line that is none costs no allocation.</summary>
internal static class OutputEventParser
{
    /// <summary>Longer lines are not looked at, in bytes without the line end.</summary>
    internal const int MaxLineBytes = 64 * 1024;

    /// <summary>More fields than this are left out, so that one line cannot fill the memory of who collects them.</summary>
    internal const int MaxFields = 64;

    private static ReadOnlySpan<byte> EventType => "event_type"u8;

    /// <summary>Whether the bytes can contain an event at all: cheap, over many lines at once.</summary>
    internal static bool MayContainEvent(ReadOnlySpan<byte> lines) => lines.IndexOf(EventType) >= 0;

    /// <summary>The event in one line (with or without its line end), or null when it is none.</summary>
    internal static OutputEvent? Parse(ReadOnlySpan<byte> line)
    {
        line = line.TrimStart(" \t"u8).TrimEnd("\r\n"u8);
        if (line.Length is < 2 or > MaxLineBytes || line[0] != (byte)'{' || !MayContainEvent(line)) return null;
        try
        {
            return Read(line);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON after all, or JSON with text that is not UTF-8: an ordinary line of output.
            return null;
        }
    }

    private static OutputEvent? Read(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        reader.Read();
        string? eventType = null;
        var numbers = ImmutableDictionary.CreateBuilder<string, double>();
        var texts = ImmutableDictionary.CreateBuilder<string, string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(EventType))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.String) return null;
                eventType = reader.GetString();
                continue;
            }

            if (numbers.Count + texts.Count >= MaxFields)
            {
                reader.Skip();
                continue;
            }

            var name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number)) numbers[name] = number;
            else if (reader.TokenType == JsonTokenType.String) texts[name] = reader.GetString()!;
            else reader.Skip();
        }

        // What follows the object makes the line something else; the reader throws on it.
        reader.Read();
        return eventType is null ? null : new OutputEvent(eventType, numbers.ToImmutable(), texts.ToImmutable());
    }
}
