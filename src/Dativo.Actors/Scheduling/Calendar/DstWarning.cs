using System.Collections.Immutable;

namespace Dativo.Actors.Scheduling.Calendar;

/// <summary>A fixed local time of a rule that a coming change of the zone's clock skips or repeats.</summary>
/// <param name="Kind">Whether the time is skipped or comes twice.</param>
/// <param name="LocalTime">The local time as the expression means it; of unspecified kind.</param>
/// <param name="FiresAt">When it is due instead, with the zone's offset; empty when the zone skips the whole date.</param>
/// <param name="Zone">The zone.</param>
public sealed record DstWarning(
    DstWarningKind Kind,
    DateTime LocalTime,
    ImmutableArray<DateTimeOffset> FiresAt,
    TimeZoneInfo Zone)
{
    /// <inheritdoc />
    public bool Equals(DstWarning? other) =>
        other is not null
        && Kind == other.Kind
        && LocalTime == other.LocalTime
        && FiresAt.AsSpan().SequenceEqual(other.FiresAt.AsSpan())
        && Zone.Id == other.Zone.Id;

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Kind, LocalTime, Zone.Id);

    /// <summary>The warning as a sentence for people.</summary>
    public override string ToString()
    {
        var time = FormattableString.Invariant($"{LocalTime:yyyy-MM-dd HH:mm:ss}");
        var fires = string.Join(", ", FiresAt.Select(at => FormattableString.Invariant($"{at:yyyy-MM-ddTHH:mm:sszzz}")));
        return Kind switch
        {
            DstWarningKind.Repeated => $"{time} comes twice in {Zone.Id}: it runs once, at {fires}",
            _ when FiresAt.IsEmpty => $"{time} does not exist in {Zone.Id}, nor does the rest of that day: it does not run",
            _ => $"{time} does not exist in {Zone.Id}: it runs at {fires}",
        };
    }
}

/// <summary>What a change of a zone's clock does to a local time.</summary>
public enum DstWarningKind
{
    /// <summary>The clock goes forward over it.</summary>
    Skipped,

    /// <summary>The clock shows it twice.</summary>
    Repeated,
}
