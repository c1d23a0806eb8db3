using System.Collections.Immutable;

namespace Dativo.Actors.Scheduling;

/// <summary>A stored fact about the schedules.</summary>
public interface ISchedulerEvent;

/// <summary>Every occurrence that was to be dispatched up to this instant is with its tenant.</summary>
public sealed record WatermarkAdvanced(DateTimeOffset Watermark) : ISchedulerEvent;

/// <summary>Schedules were seen for the first time, or with a changed rule: their occurrences count from <paramref name="At"/>.</summary>
public sealed record SchedulesRegistered(DateTimeOffset At, ImmutableArray<RegisteredRule> Rules) : ISchedulerEvent;

/// <summary>A schedule's name and its rule's fingerprint.</summary>
public sealed record RegisteredRule(string Name, string Fingerprint);

/// <summary>Schedules are no longer defined, or their definition disables them.</summary>
public sealed record SchedulesRemoved(DateTimeOffset At, ImmutableArray<string> Names) : ISchedulerEvent;

/// <summary>Schedules whose job file is broken stopped firing at <paramref name="At"/>.</summary>
public sealed record SchedulesHeld(DateTimeOffset At, ImmutableArray<string> Names) : ISchedulerEvent;

/// <summary>Schedules whose job file was broken fire again; what was due meanwhile is missed.</summary>
public sealed record SchedulesReleased(DateTimeOffset At, ImmutableArray<string> Names) : ISchedulerEvent;

/// <summary>An operator paused a schedule.</summary>
public sealed record SchedulePaused(string Name, PauseInfo Pause) : ISchedulerEvent;

/// <summary>A pause ended; what was due meanwhile is missed.</summary>
public sealed record ScheduleResumed(string Name, string By, DateTimeOffset At) : ISchedulerEvent;

/// <summary>What was missed before a resume or release is with the tenants.</summary>
public sealed record BacklogsDispatched(ImmutableArray<string> Names) : ISchedulerEvent;
