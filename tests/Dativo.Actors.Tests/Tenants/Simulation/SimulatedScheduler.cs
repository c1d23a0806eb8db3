using System.Collections.Immutable;
using Dativo.Actors.Configuration;
using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Tests.Tenants.Simulation;

/// <summary>
/// Sends what is due in one batch after another, again until it is acknowledged, and after a failover from the
/// watermark on, differently cut.
/// </summary>
internal sealed class SimulatedScheduler(DateTimeOffset start)
{
    private static readonly int[] Intervals = [60, 90, 150];
    private DateTimeOffset _watermark = start;
    private RunDue? _newest;
    private DateTimeOffset _newestUntil;
    private long _batches;
    private bool _isAcknowledged = true;

    public JobSpec[] Specs { get; } = [.. new[] { "a", "b", "c" }.Select((name, index) => Variant(name, index))];

    public TenantLimits Limits { get; set; } = new();

    /// <summary>Whether a batch waits for its acknowledgement.</summary>
    public bool IsWaiting => !_isAcknowledged;

    /// <summary>Everything that was acknowledged.</summary>
    public HashSet<(string Schedule, DateTimeOffset ScheduledFor)> Acknowledged { get; } = [];

    /// <summary>The batch to send; null when none was made yet.</summary>
    public RunDue? Newest => _newest;

    /// <summary>Makes a batch of what is due since the watermark, unless one is on its way.</summary>
    public RunDue Tick(DateTimeOffset now, int variant)
    {
        if (IsWaiting)
            return _newest!;
        _newest = new RunDue("acme", ++_batches, Limits, [.. Specs.Select((spec, index) => Due(spec, Intervals[index], now, variant + index))]);
        _newestUntil = now;
        _isAcknowledged = false;
        return _newest;
    }

    public void Acknowledge(RunDue batch)
    {
        if (batch != _newest || _isAcknowledged)
            return;
        _isAcknowledged = true;
        _watermark = _newestUntil;
        foreach (var due in batch.Schedules)
            Acknowledged.UnionWith(due.Occurrences.Select(occurrence => (due.Spec.Schedule, occurrence.ScheduledFor)));
    }

    /// <summary>Another node takes over: it knows the watermark and nothing of the batch.</summary>
    public void FailOver() => _isAcknowledged = true;

    public void Redefine(int choice, int variant)
    {
        var index = choice % Specs.Length;
        Specs[index] = Variant(Specs[index].Schedule, variant);
    }

    private DueSchedule Due(JobSpec spec, int interval, DateTimeOffset now, int variant)
    {
        var instants = ImmutableArray.CreateBuilder<DateTimeOffset>();
        var seconds = _watermark.ToUnixTimeSeconds() / interval * interval + interval;
        for (; seconds <= now.ToUnixTimeSeconds(); seconds += interval)
            instants.Add(DateTimeOffset.FromUnixTimeSeconds(seconds));
        return new DueSchedule(spec, [.. instants.Select((instant, index) => new DueOccurrence(instant, KindOf(index == instants.Count - 1, variant)))]);
    }

    private static DueKind KindOf(bool isNewest, int variant) => (variant % 8, isNewest) switch
    {
        (5, true) or (6, _) => DueKind.CatchUp,
        (5, false) => DueKind.Missed,
        (7, _) => DueKind.Disabled,
        _ => DueKind.Due,
    };

    private static JobSpec Variant(string schedule, int variant) => new()
    {
        Schedule = schedule,
        ConfigFile = $"/jobs/{schedule}.yaml",
        MaxConcurrentRuns = 1 + variant % 3,
        Overlap = (OverlapPolicy)(variant / 3 % 4),
        Priority = variant / 12 % 3,
        Retry = new RetryPolicy { MaxRetries = variant / 36 % 4, InitialDelay = TimeSpan.FromSeconds(20), MaxDelay = TimeSpan.FromSeconds(60) },
    };
}
