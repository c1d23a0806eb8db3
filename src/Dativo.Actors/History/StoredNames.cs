using System.Collections.Frozen;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.History;

/// <summary>Reads the names of the vocabulary back from the tables.</summary>
internal static class StoredNames
{
    private static readonly FrozenDictionary<string, RunStatus> Statuses =
        Enum.GetValues<RunStatus>().ToFrozenDictionary(s => s.Name(), StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, RunTrigger> Triggers =
        Enum.GetValues<RunTrigger>().ToFrozenDictionary(t => t.Name(), StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, AttemptOutcomeKind> Outcomes =
        Enum.GetValues<AttemptOutcomeKind>().ToFrozenDictionary(o => o.Name(), StringComparer.Ordinal);

    public static RunStatus Status(string name) => Find(Statuses, name, "status of a run");

    public static RunTrigger Trigger(string name) => Find(Triggers, name, "trigger of a run");

    public static AttemptOutcomeKind Outcome(string name) => Find(Outcomes, name, "outcome of an attempt");

    private static T Find<T>(FrozenDictionary<string, T> names, string name, string what) => names.TryGetValue(name, out var value)
        ? value
        : throw new HistoryException($"The history holds '{name}' as the {what}, which this version does not know. A newer version wrote it: use that one.");
}
