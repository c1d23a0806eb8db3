using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dativo.EndToEnd.Load;

namespace Dativo.Soak;

/// <summary>What the measurement found.</summary>
public sealed record FailoverReport(string Network, int Nodes, int Repeat, ImmutableArray<FailoverMeasure> Measures, CheckReport? Check, ImmutableArray<string> Problems)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public string ToTable()
    {
        var text = new StringBuilder();
        var culture = CultureInfo.InvariantCulture;
        text.AppendLine(culture, $"{"seconds",-92} median  least   most  times");
        foreach (var measure in Measures)
            text.AppendLine(culture, $"{measure.What,-92} {Text(measure.Median),6} {Text(measure.Least),6} {Text(measure.Most),6} {measure.Seconds.Length,6}{(measure.Missed == 0 ? "" : string.Create(culture, $", {measure.Missed} not within the limit"))}");
        text.AppendLine();
        text.AppendLine(culture, $"{Nodes} nodes, PostgreSQL, {Network}");
        if (Check is { } check)
            text.AppendLine(culture, $"{check.Occurrences} occurrences, {check.Attempts} attempts, {check.Interrupted} interrupted");
        foreach (var problem in Problems.Take(50))
            text.AppendLine(culture, $"PROBLEM {problem}");
        text.Append(Problems.IsEmpty ? "PASSED" : "FAILED");
        return text.ToString();
    }

    private static string Text(double? seconds) => seconds is { } value ? value.ToString("0.00", CultureInfo.InvariantCulture) : "-";
}
