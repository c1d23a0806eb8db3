using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Dativo.Actors.Tests;

/// <summary>
/// A state in words, with the elements of its collections: records compare those by reference. Equal content gives
/// equal text, and the texts of different states show where they differ. Finds new properties by itself.
/// </summary>
internal static class StateText
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = new();

    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(text, value, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value, int depth)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string s:
                text.Append('"').Append(s).Append('"');
                break;
            case DateTimeOffset instant:
                text.Append(instant.ToString("O", CultureInfo.InvariantCulture));
                break;
            case Enum or bool or IFormattable:
                text.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
            case IDictionary dictionary:
                var entries = dictionary.Keys.Cast<object>().Select(key => (Key: Of(key), Value: dictionary[key]));
                WriteLines(text, entries.OrderBy(entry => entry.Key, StringComparer.Ordinal), depth);
                break;
            case IEnumerable items:
                WriteLines(text, items.Cast<object?>().Select((item, index) => (index.ToString(CultureInfo.InvariantCulture), item)), depth);
                break;
            default:
                var properties = Properties.GetOrAdd(
                    value.GetType(),
                    static type => [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0)]);
                WriteLines(text, properties.Select(property => (property.Name, property.GetValue(value))), depth);
                break;
        }
    }

    private static void WriteLines(StringBuilder text, IEnumerable<(string Name, object? Value)> parts, int depth)
    {
        foreach (var (name, value) in parts)
        {
            text.Append('\n').Append(' ', 2 * depth).Append(name).Append(": ");
            Write(text, value, depth + 1);
        }
    }
}
