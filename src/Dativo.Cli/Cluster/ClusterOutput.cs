using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dativo.Cli.Cluster;

/// <summary>
/// What a cluster on this machine prints: the lines of all nodes, each with its node's name in front, or as the field <c>node</c> where
/// they are JSON, and what the cluster itself has to say. Lines never mix.
/// </summary>
internal sealed class ClusterOutput(TextWriter output, bool json, bool colours, TimeProvider time, IEnumerable<string> names)
{
    /// <summary>The name of the cluster itself.</summary>
    public const string Self = "cluster";

    private static readonly string[] Colours = ["36", "33", "35", "32", "34", "96", "93", "95", "92", "94"];
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Lock _gate = new();
    private readonly string[] _names = [.. names];

    /// <summary>Whether the lines are JSON.</summary>
    public bool Json => json;

    /// <summary>Passes a line of a node on.</summary>
    /// <param name="node">The node's name.</param>
    /// <param name="line">The line without its end.</param>
    /// <param name="isError">Whether it came from stderr.</param>
    public void Pass(string node, string line, bool isError) =>
        Write(json ? WithNode(node, line) ?? Wrap(node, line, isError ? "ERROR" : "INFO", null) : $"{Prefix(node)}{line}");

    /// <summary>Says something about the cluster or one of its nodes.</summary>
    /// <param name="eventType">What kind of thing, for machines.</param>
    /// <param name="message">The sentence.</param>
    /// <param name="node">The node it is about, or null.</param>
    /// <param name="level">INFO, WARNING or ERROR.</param>
    public void Say(string eventType, string message, string? node = null, string level = "INFO") =>
        Write(json ? Wrap(node ?? Self, node is null ? message : $"{node} {message}", level, eventType) : $"{Prefix(Self)}{(node is null ? message : $"{node} {message}")}");

    private void Write(string line)
    {
        lock (_gate)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }

    private string Prefix(string name)
    {
        var padded = name.PadRight(_names.Append(Self).Max(other => other.Length));
        if (!colours)
            return $"{padded} | ";
        var index = Array.IndexOf(_names, name);
        return index < 0 ? $"\x1b[1m{padded} |\x1b[0m " : $"\x1b[{Colours[index % Colours.Length]}m{padded} |\x1b[0m ";
    }

    // A line of a node is an object already; one that has such a field of its own keeps it under another name.
    private static string? WithNode(string node, string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return null;
            var buffer = new ArrayBufferWriter<byte>(line.Length + 64);
            using (var writer = new Utf8JsonWriter(buffer, Relaxed))
            {
                writer.WriteStartObject();
                writer.WriteString("node", node);
                foreach (var property in document.RootElement.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name == "node" ? "node_address" : property.Name);
                    property.Value.WriteTo(writer);
                }

                writer.WriteEndObject();
            }

            return Encoding.UTF8.GetString(buffer.WrittenSpan);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string Wrap(string node, string message, string level, string? eventType)
    {
        var buffer = new ArrayBufferWriter<byte>(message.Length + 128);
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            writer.WriteStartObject();
            writer.WriteString("node", node);
            writer.WriteString("timestamp", time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            writer.WriteString("level", level);
            writer.WriteString("message", message);
            if (eventType is not null)
                writer.WriteString("event_type", eventType);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
