namespace Dativo.Web.Contract;

/// <summary>An operator's pause of a schedule.</summary>
/// <param name="By">Who paused it.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why; null when nothing was said.</param>
/// <param name="Until">When it resumes by itself; null: when somebody resumes it.</param>
public sealed record PauseRow(string By, DateTimeOffset At, string? Reason, DateTimeOffset? Until);
