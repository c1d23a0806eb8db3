using System.Collections.Immutable;

namespace Dativo.EndToEnd.Load;

/// <summary>What is known about a load after it was stopped and drained.</summary>
/// <param name="RegisteredBy">When the schedules were registered at the latest.</param>
/// <param name="DispatchedUntil">By schedule, the newest occurrence that was dispatched before the load was switched off.</param>
/// <param name="Rows">The history.</param>
/// <param name="RecordsDirectory">Where the jobs wrote.</param>
public sealed record LoadEvidence(
    DateTimeOffset RegisteredBy,
    ImmutableDictionary<string, DateTimeOffset> DispatchedUntil,
    ImmutableArray<HistoryRow> Rows,
    string RecordsDirectory);
