using System.Collections.Immutable;

namespace Dativo.Actors.Scheduling;

/// <summary>A message for the scheduler.</summary>
public interface ISchedulerMessage;

/// <summary>Show schedules, by name: those after <paramref name="After"/> in ordinal order, at most <paramref name="Limit"/>. Answered by <see cref="SchedulePage"/>.</summary>
public sealed record GetSchedules(string? After, int Limit) : ISchedulerMessage;

/// <summary>A page of schedules; <paramref name="More"/> when later ones follow.</summary>
public sealed record SchedulePage(ImmutableArray<ScheduleView> Schedules, bool More) : ISchedulerMessage;

/// <summary>Show one schedule. Answered by <see cref="ScheduleReply"/>.</summary>
public sealed record GetSchedule(string Name) : ISchedulerMessage;

/// <summary>A schedule; null when there is none of that name.</summary>
public sealed record ScheduleReply(ScheduleView? Schedule) : ISchedulerMessage;

/// <summary>
/// Run a schedule now. Answered by its tenant (<see cref="Tenants.RunAccepted"/>, <see cref="Tenants.RunRefused"/>),
/// or by <see cref="TriggerRefused"/>.
/// </summary>
public sealed record TriggerSchedule(string Name, string RequestId, string By) : ISchedulerMessage;

/// <summary>The schedule cannot be run; <paramref name="Reason"/> is null when there is none of that name.</summary>
public sealed record TriggerRefused(string Name, string? Reason) : ISchedulerMessage;

/// <summary>Pause a schedule. Answered by <see cref="ScheduleReply"/> when stored.</summary>
public sealed record PauseSchedule(string Name, string By, string? Reason, DateTimeOffset? Until) : ISchedulerMessage;

/// <summary>Resume a schedule. Answered by <see cref="ScheduleReply"/> when stored.</summary>
public sealed record ResumeSchedule(string Name, string By) : ISchedulerMessage;
