using System.Globalization;
using System.Text;
using System.Text.Json;
using Dativo.EndToEnd.Cluster;

namespace Dativo.Soak;

/// <summary>A cluster's report for people and for machines.</summary>
internal static class ClusterText
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static string Json(ClusterReport report) => JsonSerializer.Serialize(report, Options);

    public static string Table(ClusterReport report)
    {
        var text = new StringBuilder();
        var culture = CultureInfo.InvariantCulture;
        text.AppendLine("  at s  lasts s  ready s  nodes  fault");
        foreach (var fault in report.Faults)
            text.AppendLine(culture, $"{fault.At,6:0.0} {fault.Length,8:0.0} {fault.WholeAfter,8:0.0}  {string.Join(',', fault.Nodes),-5}  {fault.Fault}");
        text.AppendLine();
        text.AppendLine("Ends of nodes:");
        foreach (var exits in report.Exits.GroupBy(exit => (exit.Code, exit.Wanted)).OrderBy(group => group.Key))
            text.AppendLine(culture, $"  {exits.Count(),4} with {exits.Key.Code}{exits.Key.Wanted switch { null => ", by themselves", { } signal => string.Create(culture, $" after signal {signal}") }}");
        text.AppendLine();
        text.AppendLine("Warnings and errors in the nodes' logs:");
        var log = new LogClasses();
        log.Add(report.Log);
        foreach (var kind in log.All.Where(kind => !kind.IsExpected).OrderByDescending(kind => kind.Count).Take(30))
            text.AppendLine(culture, $"  {kind.Count,6} {Short(kind.Kind)}");
        text.AppendLine();
        text.AppendLine(culture, $"seed {report.Seed}, {report.Minutes:0.#} minutes, {report.Faults.Length} faults, {report.Network}");
        if (report.Check is { } check)
        {
            text.AppendLine(culture, $"{check.Occurrences} occurrences: {string.Join(", ", check.Statuses.Select(status => $"{status.Value} {status.Key}"))}");
            text.AppendLine(culture, $"{check.Attempts} attempts, {check.Interrupted} interrupted, {check.Retried} runs retried");
        }

        foreach (var problem in report.Problems.Take(50))
            text.AppendLine(culture, $"PROBLEM {problem}");
        text.Append(report.Problems.IsEmpty ? "PASSED" : "FAILED");
        return text.ToString();
    }

    private static string Short(string text) => text.Length > 220 ? $"{text[..220]}..." : text;
}
