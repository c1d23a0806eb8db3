using System.Collections.Immutable;

namespace Dativo.EndToEnd.Load;

/// <summary>What the check of a load found; the numbers show that there was something to check.</summary>
public sealed record CheckReport(ImmutableArray<string> Violations, ImmutableSortedDictionary<string, int> Statuses, int Occurrences, int Attempts, int Interrupted, int Retried);
