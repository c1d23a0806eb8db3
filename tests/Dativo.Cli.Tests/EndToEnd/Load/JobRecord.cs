using System.Globalization;

namespace Dativo.EndToEnd.Load;

/// <summary>What a job of the load wrote about one attempt.</summary>
public sealed record JobRecord(Guid RunId, int Attempt, long FencingToken, string Schedule, DateTimeOffset ScheduledFor)
{
    /// <summary>The exit code it was about to end with; null when it was killed before.</summary>
    public int? ExitCode { get; init; }

    /// <summary>When it began, in seconds since the machine's start; null where the job wrote none.</summary>
    public double? BegunAt { get; init; }

    /// <summary>When it was about to end, by the same clock.</summary>
    public double? EndedAt { get; init; }

    /// <summary>The life of the node that started it, where the harness gave it a name.</summary>
    public string? Node { get; init; }

    /// <summary>Reads a tenant's records in the order in which the attempts started, and what the jobs themselves found wrong.</summary>
    public static (IReadOnlyList<JobRecord> Records, IReadOnlyList<string> Complaints) Read(string file)
    {
        var records = new List<JobRecord>();
        var complaints = new List<string>();
        if (!File.Exists(file))
            return (records, complaints);
        foreach (var line in File.ReadLines(file))
        {
            switch (line.Split(' '))
            {
                case ["start", var run, var attempt, var token, var schedule, var scheduledFor, .. var more]:
                    records.Add(new JobRecord(
                        Guid.Parse(run),
                        int.Parse(attempt, CultureInfo.InvariantCulture),
                        long.Parse(token, CultureInfo.InvariantCulture),
                        schedule,
                        DateTimeOffset.Parse(scheduledFor, CultureInfo.InvariantCulture))
                    {
                        BegunAt = SecondsOf(more.FirstOrDefault()),
                        Node = more.ElementAtOrDefault(1),
                    });
                    break;
                case ["end", var run, var attempt, var exitCode, .. var more]:
                    var number = int.Parse(attempt, CultureInfo.InvariantCulture);
                    var index = records.FindLastIndex(record => record.RunId == Guid.Parse(run) && record.Attempt == number);
                    if (index < 0)
                        complaints.Add($"an end without a start: {line}");
                    else
                        records[index] = records[index] with { ExitCode = int.Parse(exitCode, CultureInfo.InvariantCulture), EndedAt = SecondsOf(more.FirstOrDefault()) };
                    break;
                default:
                    complaints.Add(line);
                    break;
            }
        }

        return (records, complaints);
    }

    private static double? SecondsOf(string? text) => text is null ? null : double.Parse(text, CultureInfo.InvariantCulture);
}
