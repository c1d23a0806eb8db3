using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dativo.EndToEnd.Load;

namespace Dativo.Soak;

/// <summary>What a soak found.</summary>
public sealed record SoakReport(
    int Seed,
    double Minutes,
    int Kills,
    ImmutableArray<double> StartSeconds,
    ImmutableArray<Sample> Samples,
    ImmutableArray<LogClass> Log,
    ImmutableArray<string> Streams,
    ImmutableArray<int> ProcessesLeft,
    int ExitCode,
    CheckReport Check)
{
    // Half a snapshot's distance more than twice of it: events stay until the history has those of a snapshot.
    private const long LongestStream = 1250;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>What went wrong; empty when nothing did.</summary>
    public ImmutableArray<string> Problems =>
    [
        .. Check.Violations,
        .. Log.Where(kind => !kind.IsExpected).Select(kind => $"{kind.Count} x in the log: {kind.First}"),
        .. ProcessesLeft.IsEmpty ? [] : new[] { $"processes that outlived the node: {string.Join(", ", ProcessesLeft)}" },
        .. ExitCode == 0 ? [] : new[] { $"the last node ended with {ExitCode}" },
        .. Samples.Where(sample => sample.LargestStream > LongestStream).Take(1).Select(sample => $"{sample.LargestStreamId} has {sample.LargestStream} events in the journal after {sample.AtSecond} s"),
    ];

    public bool Passed => Problems.IsEmpty;

    /// <summary>Growth of the process's own memory in MiB an hour, over the samples of the longest-lived node after its first two minutes; null where it did not live long enough.</summary>
    public double? GrowthPerHour
    {
        get
        {
            var points = Samples.GroupBy(sample => sample.Incarnation).MaxBy(group => group.Count())?.Where(sample => sample.NodeSecond >= 120).ToArray() ?? [];
            if (points.Length < 12)
                return null;
            var (meanX, meanY) = (points.Average(point => point.NodeSecond), points.Average(point => point.AnonymousMb));
            var slope = points.Sum(point => (point.NodeSecond - meanX) * (point.AnonymousMb - meanY)) / points.Sum(point => (point.NodeSecond - meanX) * (point.NodeSecond - meanX));
            return Math.Round(slope * 3600, 1);
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public string ToTable()
    {
        var text = new StringBuilder();
        var culture = CultureInfo.InvariantCulture;
        text.AppendLine(" second  node  node s    rss   anon  threads  handles  open  journal  largest  jrnl MB   history  hist MB     logs  logs MB");
        foreach (var s in Samples)
            text.AppendLine(culture, $"{s.AtSecond,7:0} {s.Incarnation,5} {s.NodeSecond,7:0} {s.RssMb,6:0} {s.AnonymousMb,6:0} {s.Threads,8} {s.Handles,8} {s.OpenRuns,5} {s.JournalEvents,8} {s.LargestStream,8} {s.JournalMb,8:0.0} {s.HistoryRows,9} {s.HistoryMb,8:0.0} {s.LogFiles,8} {s.LogMb,8:0.0}");
        text.AppendLine();
        text.AppendLine("Events in the journal at the end, by actor (the most):");
        foreach (var stream in Streams.Take(12))
            text.AppendLine(culture, $"  {stream}");
        text.AppendLine();
        text.AppendLine("Warnings and errors in the log:");
        foreach (var kind in Log)
            text.AppendLine(culture, $"  {kind.Count,6} {(kind.IsExpected ? "expected  " : "UNEXPECTED")} {kind.Kind}");
        text.AppendLine();
        text.AppendLine(culture, $"seed {Seed}, {Minutes:0.#} minutes, {Kills} kills, starts in {string.Join(", ", StartSeconds.Select(second => second.ToString("0.0", culture)))} s");
        text.AppendLine(culture, $"{Check.Occurrences} occurrences: {string.Join(", ", Check.Statuses.Select(status => $"{status.Value} {status.Key}"))}");
        text.AppendLine(culture, $"{Check.Attempts} attempts, {Check.Interrupted} interrupted, {Check.Retried} runs retried");
        if (GrowthPerHour is { } growth)
            text.AppendLine(culture, $"memory of the longest-lived node after two minutes: {growth:+0.0;-0.0} MiB an hour");
        foreach (var problem in Problems.Take(50))
            text.AppendLine(culture, $"PROBLEM {problem}");
        text.Append(Passed ? "PASSED" : "FAILED");
        return text.ToString();
    }
}
