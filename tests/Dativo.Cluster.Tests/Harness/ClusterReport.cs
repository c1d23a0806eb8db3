using System.Collections.Immutable;
using Dativo.EndToEnd.Load;

namespace Dativo.EndToEnd.Cluster;

/// <summary>What became of a load and of the cluster that carried it.</summary>
/// <param name="Seed">Repeats it.</param>
/// <param name="Network">What the nodes were connected with.</param>
/// <param name="Minutes">How long the load lasted.</param>
/// <param name="Faults">What was done.</param>
/// <param name="Exits">How nodes ended.</param>
/// <param name="ProcessesLeft">Processes of jobs that outlived all nodes.</param>
/// <param name="Check">What the check of the evidence found; null when the load did not come to rest.</param>
/// <param name="Failure">Why there is no check.</param>
/// <param name="Log">The nodes' warnings and errors.</param>
public sealed record ClusterReport(
    int Seed,
    string Network,
    double Minutes,
    ImmutableArray<FaultOutcome> Faults,
    ImmutableArray<NodeExit> Exits,
    ImmutableArray<int> ProcessesLeft,
    CheckReport? Check,
    string? Failure,
    [property: System.Text.Json.Serialization.JsonIgnore] ImmutableArray<LogLine> Log)
{
    /// <summary>Everything that should not have happened; empty when every promise was kept.</summary>
    public ImmutableArray<string> Problems =>
    [
        .. Failure is null ? [] : new[] { Failure },
        .. Check?.Violations ?? [],
        .. ProcessesLeft.IsEmpty ? [] : new[] { $"processes that outlived all nodes: {string.Join(", ", ProcessesLeft)}" },
        .. Faults.SelectMany(fault => fault.Problems.Select(problem => $"{fault.Fault}, {fault.At} s after the begin: {problem}")),
        .. Exits.Where(exit => !exit.IsRight).Select(exit => exit.ToString()),
    ];
}
