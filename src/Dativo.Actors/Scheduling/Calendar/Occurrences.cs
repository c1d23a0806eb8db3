namespace Dativo.Actors.Scheduling.Calendar;

/// <summary>Walks along the occurrences of a rule.</summary>
public static class Occurrences
{
    /// <summary>
    /// The occurrences later than <paramref name="after"/> and not later than <paramref name="until"/>, in order,
    /// each found only when it is asked for.
    /// </summary>
    public static IEnumerable<DateTimeOffset> Between(IScheduleRule rule, DateTimeOffset after, DateTimeOffset until)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return Walk(rule, after, until);
    }

    private static IEnumerable<DateTimeOffset> Walk(IScheduleRule rule, DateTimeOffset after, DateTimeOffset until)
    {
        for (var next = rule.NextAfter(after); next is { } instant && instant <= until; next = rule.NextAfter(instant))
            yield return instant;
    }
}
