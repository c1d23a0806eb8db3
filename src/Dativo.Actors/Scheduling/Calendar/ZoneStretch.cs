namespace Dativo.Actors.Scheduling.Calendar;

/// <summary>A stretch of time through which a zone's offset from UTC stays the same. All values are ticks.</summary>
/// <param name="Start">The first instant, in UTC.</param>
/// <param name="End">The first instant after it, in UTC.</param>
/// <param name="Offset">Local time minus UTC.</param>
/// <param name="ShownBefore">
/// The first local time that the zone's clock had not yet shown when the stretch started. Earlier than the local time
/// of <paramref name="Start"/>: a gap lies between the two. Later: the times between the two come again.
/// </param>
internal readonly record struct ZoneStretch(long Start, long End, long Offset, long ShownBefore);
