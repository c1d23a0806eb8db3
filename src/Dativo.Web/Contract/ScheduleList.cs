namespace Dativo.Web.Contract;

/// <summary>The answer to <c>GET /api/v1/schedules</c>.</summary>
/// <param name="Schedules">The schedules, by name.</param>
public sealed record ScheduleList(IReadOnlyList<ScheduleRow> Schedules);
