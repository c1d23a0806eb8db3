using System.Collections.Immutable;

namespace Dativo.Actors.Workers.Processes.Output;

/// <summary>What the events of one attempt say so far: its metrics, its status, and the phase it is in.</summary>
public sealed record JobMetrics
{
    /// <summary>More names than this are left out; the ones seen first stay.</summary>
    public const int MaxValues = 64;

    /// <summary>Longer names, statuses and phases are left out, in characters.</summary>
    public const int MaxTextLength = 128;

    /// <summary>Nothing said yet.</summary>
    public static readonly JobMetrics Empty = new();

    /// <summary>The numeric fields of all <c>metrics_*</c> events by name; of a name that comes again the later value.</summary>
    public ImmutableDictionary<string, double> Values { get; init; } = ImmutableDictionary<string, double>.Empty;

    /// <summary>The <c>status</c> that the job's last <c>metrics_*</c> event with one gave, such as <c>success</c>; null before.</summary>
    public string? Status { get; init; }

    /// <summary>
    /// Where the job is: an event's own <c>phase</c> where it has one, otherwise <c>started</c>, <c>extraction</c>, <c>validation</c>,
    /// <c>writing</c> or <c>finished</c> by the last event that tells; null before the first.
    /// </summary>
    public string? Phase { get; init; }

    /// <summary>The same with one more event taken in; the very same object when the event says nothing.</summary>
    public JobMetrics Apply(OutputEvent outputEvent)
    {
        var phase = PhaseOf(outputEvent) ?? Phase;
        var isMetrics = outputEvent.EventType.StartsWith("metrics_", StringComparison.Ordinal);
        var status = isMetrics && Short(outputEvent.Texts.GetValueOrDefault("status")) is { } told ? told : Status;
        var values = isMetrics ? Merge(outputEvent.Numbers) : Values;
        return phase == Phase && status == Status && ReferenceEquals(values, Values)
            ? this
            : this with { Phase = phase, Status = status, Values = values };
    }

    private static string? PhaseOf(OutputEvent outputEvent) =>
        Short(outputEvent.Texts.GetValueOrDefault("phase")) ?? outputEvent.EventType switch
        {
            "job_started" => "started",
            "metrics_extraction" => "extraction",
            "metrics_validation" => "validation",
            "metrics_writing" => "writing",
            "metrics_complete" or "job_finished" => "finished",
            _ => null,
        };

    private static string? Short(string? text) => text is { Length: > 0 and <= MaxTextLength } ? text : null;

    private ImmutableDictionary<string, double> Merge(ImmutableDictionary<string, double> numbers)
    {
        var builder = Values.ToBuilder();
        foreach (var (name, value) in numbers)
        {
            if (name.Length <= MaxTextLength && (builder.Count < MaxValues || builder.ContainsKey(name))) builder[name] = value;
        }

        return builder.ToImmutable();
    }
}
