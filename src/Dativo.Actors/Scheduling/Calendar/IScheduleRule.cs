namespace Dativo.Actors.Scheduling.Calendar;

/// <summary>A rule that says at which instants a schedule is due. Immutable, pure, without a clock of its own.</summary>
public interface IScheduleRule
{
    /// <summary>
    /// The first occurrence strictly later than <paramref name="instant"/>, in UTC; null when there is none
    /// before the end of the calendar.
    /// </summary>
    DateTimeOffset? NextAfter(DateTimeOffset instant);

    /// <summary>
    /// A short text that is equal for two rules exactly when they give the same occurrences by definition
    /// (expression and zone, or interval and anchor): a change of it is a changed rule.
    /// </summary>
    string Fingerprint { get; }
}
