using System.Collections;
using System.Runtime.InteropServices;
using Dativo.Actors.Configuration.Node;

namespace Dativo.Actors.Workers.Processes.Posix;

/// <summary>
/// The environment of this process as it was when this was made, but for the node's own settings, which are nobody else's business. It is
/// kept in unmanaged memory for the life of the process, so that a start copies only what is added to it.
/// </summary>
internal sealed class NodeEnvironment
{
    private readonly string[] _names;
    private readonly nint[] _entries;
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Takes the picture.</summary>
    internal NodeEnvironment()
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (!NodeVariables.All.Contains((string)variable.Key)) _values[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        _names = [.. _values.Keys];
        _entries = [.. _names.Select(name => Marshal.StringToCoTaskMemUTF8($"{name}={_values[name]}"))];
    }

    /// <summary>The value of a variable, or null.</summary>
    internal string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>The environment with additions that win over it; a variable that is added with null is left out.</summary>
    internal NativeStrings With(IReadOnlyCollection<KeyValuePair<string, string?>> additions)
    {
        var replaced = new HashSet<string>(additions.Count, StringComparer.Ordinal);
        var added = new List<string>(additions.Count);
        foreach (var (name, value) in additions)
        {
            replaced.Add(name);
            if (value is not null) added.Add($"{name}={value}");
        }

        Span<nint> kept = stackalloc nint[256];
        if (_entries.Length > kept.Length) kept = new nint[_entries.Length];
        var count = 0;
        for (var i = 0; i < _entries.Length; i++)
        {
            if (!replaced.Contains(_names[i])) kept[count++] = _entries[i];
        }

        return new NativeStrings(kept[..count], CollectionsMarshal.AsSpan(added));
    }
}
