using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace Dativo.Cli.Start;

/// <summary>
/// Writes a log event as one JSON object in the form of dativo-ingest's own lines: timestamp, level, message,
/// event_type where the event has a name, and its properties in snake_case.
/// </summary>
internal sealed class JsonLineFormatter : ITextFormatter
{
    // Texts in the message without quotation marks, as people read them.
    private static readonly MessageTemplateTextFormatter Message = new("{Message:l}", CultureInfo.InvariantCulture);

    private static readonly HashSet<string> LeftOut = new(StringComparer.Ordinal)
    {
        // What the line has already: the actor system's events bring a Timestamp of their own.
        "Timestamp", "Level", "Message", "EventType",
        "EventId", "SourceContext", "LogSource", "ActorPath", "Thread", "ConnectionId", "RequestId", "RequestPath", "TraceId", "SpanId",
    };

    public void Format(LogEvent logEvent, TextWriter output)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", logEvent.Timestamp.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("level", LevelOf(logEvent.Level));
            json.WriteString("message", MessageOf(logEvent));
            if (EventTypeOf(logEvent) is { } eventType)
                json.WriteString("event_type", eventType);
            foreach (var (name, value) in logEvent.Properties)
            {
                if (LeftOut.Contains(name))
                    continue;
                json.WritePropertyName(JsonNamingPolicy.SnakeCaseLower.ConvertName(name));
                Write(json, value);
            }

            if (logEvent.Exception is { } exception)
                json.WriteString("exception", exception.ToString());
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static string MessageOf(LogEvent logEvent)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Message.Format(logEvent, text);
        return text.ToString();
    }

    private static string LevelOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose or LogEventLevel.Debug => "DEBUG",
        LogEventLevel.Information => "INFO",
        LogEventLevel.Warning => "WARNING",
        LogEventLevel.Error => "ERROR",
        _ => "CRITICAL",
    };

    private static string? EventTypeOf(LogEvent logEvent) =>
        logEvent.Properties.GetValueOrDefault("EventId") is StructureValue eventId
        && eventId.Properties.FirstOrDefault(property => property.Name == "Name")?.Value is ScalarValue { Value: string name }
            ? name
            : null;

    private static void Write(Utf8JsonWriter json, LogEventPropertyValue value)
    {
        switch (value)
        {
            case ScalarValue { Value: var scalar }:
                WriteScalar(json, scalar);
                break;
            case SequenceValue sequence:
                json.WriteStartArray();
                foreach (var element in sequence.Elements)
                    Write(json, element);
                json.WriteEndArray();
                break;
            case DictionaryValue dictionary:
                json.WriteStartObject();
                foreach (var (key, element) in dictionary.Elements)
                {
                    json.WritePropertyName(Convert.ToString(key.Value, CultureInfo.InvariantCulture) ?? "");
                    Write(json, element);
                }

                json.WriteEndObject();
                break;
            case StructureValue structure:
                json.WriteStartObject();
                foreach (var property in structure.Properties)
                {
                    json.WritePropertyName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
                    Write(json, property.Value);
                }

                json.WriteEndObject();
                break;
        }
    }

    private static void WriteScalar(Utf8JsonWriter json, object? scalar)
    {
        switch (scalar)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case DateTimeOffset instant:
                json.WriteStringValue(instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
                break;
            default:
                json.WriteStringValue(Convert.ToString(scalar, CultureInfo.InvariantCulture));
                break;
        }
    }
}
