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
    // The scheduler and sharding store a snapshot every 1,000 events; what is written meanwhile comes on top.
    private const long LongestStream = 1250;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>What went wrong; empty when nothing did.</summary>
    public ImmutableArray<string> Problems =>
    [
        .. Check.Violations,
        .. Log.Where(kind => !kind.IsExpected).Select(kind => $"{kind.Count} x in the log: {kind.First}"),
        .. ProcessesLeft.IsEmpty ? [] : new[] { $"processes that outlived the node: {string.Join(", ", ProcessesLeft)}" },
        .. ExitCode == 0 ? [] : new[] { $"the last node ended with {ExitCode}" },
        .. Growths.Where(growth => growth.IsTooMuch).Select(growth => $"{growth.What} grew from {growth.Second} to {growth.Last}"),
        .. Samples.Where(sample => sample.LargestStream > LongestStream).Take(1).Select(sample => $"{sample.LargestStreamId} has {sample.LargestStream} events in the journal after {sample.AtSecond} s"),
    ];

    public bool Passed => Problems.IsEmpty;

    /// <summary>What grew in the node that lived longest: the means of its second and its last quarter; empty where it lived for less than four minutes.</summary>
    public ImmutableArray<Growth> Growths
    {
        get
        {
            var life = Samples.GroupBy(sample => sample.Incarnation).MaxBy(group => group.Count())?.ToArray() ?? [];
            if (life.Length < 24)
                return [];
            var (second, last) = (life[(life.Length / 4)..(life.Length / 2)], life[(life.Length * 3 / 4)..]);
            Growth Of(string what, double tolerance, Func<Sample, double> value) => new(what, Math.Round(second.Average(value), 1), Math.Round(last.Average(value), 1), tolerance);

            // A fifth of the memory is what caches of the databases still take after the first minutes.
            return
            [
                Of("MiB of memory that is no file", 0.2, sample => sample.AnonymousMb),
                Of("threads", 0.5, sample => sample.Threads),
                Of("descriptors", 0.2, sample => sample.Handles),
                Of("open runs", 1, sample => sample.OpenRuns),
                Of("events in the journal", 0.5, sample => sample.JournalEvents),
            ];
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
        foreach (var growth in Growths)
            text.AppendLine(culture, $"{growth.What}: {growth.Second} in the second quarter, {growth.Last} in the last one");
        foreach (var problem in Problems.Take(50))
            text.AppendLine(culture, $"PROBLEM {problem}");
        text.Append(Passed ? "PASSED" : "FAILED");
        return text.ToString();
    }
}
