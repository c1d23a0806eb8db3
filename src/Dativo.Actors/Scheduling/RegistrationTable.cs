using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Dativo.Actors.Scheduling;

/// <summary>
/// The registered schedules by name; it never changes. A change copies all of it, which happens when the definition does; a look, of which
/// a start takes one for each schedule, costs little, and so does the memory.
/// </summary>
public sealed class RegistrationTable : IReadOnlyDictionary<string, Registration>
{
    /// <summary>None.</summary>
    public static readonly RegistrationTable Empty = new(new Dictionary<string, Registration>(StringComparer.Ordinal));

    private readonly Dictionary<string, Registration> _registrations;

    private RegistrationTable(Dictionary<string, Registration> registrations) => _registrations = registrations;

    /// <inheritdoc />
    public int Count => _registrations.Count;

    /// <inheritdoc />
    public IEnumerable<string> Keys => _registrations.Keys;

    /// <inheritdoc />
    public IEnumerable<Registration> Values => _registrations.Values;

    /// <inheritdoc />
    public Registration this[string key] => _registrations[key];

    /// <summary>The table of these.</summary>
    /// <param name="count">How many there are, about.</param>
    /// <param name="registrations">Those.</param>
    public static RegistrationTable Of(int count, IEnumerable<KeyValuePair<string, Registration>> registrations) =>
        Empty.With(count, registrations);

    /// <summary>The table with these, which come in place of those of the same names.</summary>
    /// <param name="count">How many there are, about.</param>
    /// <param name="registrations">Those.</param>
    public RegistrationTable With(int count, IEnumerable<KeyValuePair<string, Registration>> registrations)
    {
        var table = new Dictionary<string, Registration>(_registrations, StringComparer.Ordinal);
        if (table.Count == 0)
            table.EnsureCapacity(count);
        foreach (var (name, registration) in registrations)
            table[name] = registration;
        return new RegistrationTable(table);
    }

    /// <summary>The table with this one.</summary>
    public RegistrationTable With(string name, Registration registration) => With(1, [KeyValuePair.Create(name, registration)]);

    /// <summary>The table without these.</summary>
    public RegistrationTable Without(IEnumerable<string> names)
    {
        var table = new Dictionary<string, Registration>(_registrations, StringComparer.Ordinal);
        foreach (var name in names)
            table.Remove(name);
        table.TrimExcess();
        return new RegistrationTable(table);
    }

    /// <inheritdoc />
    public bool ContainsKey(string key) => _registrations.ContainsKey(key);

    /// <inheritdoc />
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out Registration value) => _registrations.TryGetValue(key, out value);

    /// <inheritdoc />
    public IEnumerator<KeyValuePair<string, Registration>> GetEnumerator() => _registrations.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
