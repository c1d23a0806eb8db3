using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Dativo.Actors.Tests.Serialization;

/// <summary>
/// What a message says, as text: two messages say the same when their texts are equal. Collections compare by their
/// elements (records compare them by reference), instants by their UTC ticks, unordered collections in any order.
/// </summary>
internal static class Meaning
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(text, value, "");
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value, string indent)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                return;
            case string s:
                text.Append('"').Append(s.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\0", "\\0", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
                return;
            case DateTimeOffset instant:
                text.Append(CultureInfo.InvariantCulture, $"ticks {instant.UtcTicks}");
                return;
            case double number:
                // Protobuf writes no zero, so -0 is read as 0; the two are equal numbers.
                text.Append((number == 0 ? 0 : number).ToString("R", CultureInfo.InvariantCulture));
                return;
            case IFormattable plain when value.GetType().IsPrimitive || value is Enum or Guid or TimeSpan:
                text.Append(plain.ToString(null, CultureInfo.InvariantCulture));
                return;
            case bool flag:
                text.Append(flag);
                return;
            case IEnumerable items:
                WriteItems(text, items, indent);
                return;
        }

        var inner = indent + "  ";
        text.Append(value.GetType().Name).Append(" {\n");
        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            text.Append(inner).Append(property.Name).Append(": ");
            Write(text, property.GetValue(value), inner);
            text.Append('\n');
        }

        text.Append(indent).Append('}');
    }

    private static void WriteItems(StringBuilder text, IEnumerable items, string indent)
    {
        var inner = indent + "  ";
        var type = items.GetType();
        var lines = new List<string>();
        if (!IsUnsetArray(items))
            lines.AddRange(items.Cast<object?>().Select(item => Item(item, inner)));
        if (type.Name.StartsWith("ImmutableDictionary", StringComparison.Ordinal) || type.Name.StartsWith("ImmutableHashSet", StringComparison.Ordinal) || items is Dativo.Actors.Scheduling.RegistrationTable)
            lines.Sort(StringComparer.Ordinal);
        text.Append("[\n");
        foreach (var line in lines)
            text.Append(inner).Append(line).Append('\n');
        text.Append(indent).Append(']');
    }

    private static bool IsUnsetArray(IEnumerable items) => items.GetType().GetProperty("IsDefault")?.GetValue(items) is true;

    private static string Item(object? item, string indent)
    {
        var text = new StringBuilder();
        Write(text, item, indent);
        return text.ToString();
    }
}
