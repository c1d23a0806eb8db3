using System.Data.Common;

namespace Dativo.Actors.History.Sqlite;

/// <summary>Ids are 16 bytes in the order of their text, so that ids of one prefix are neighbours; instants are microseconds since 1970.</summary>
internal sealed class SqliteValues : HistoryValues
{
    public static readonly SqliteValues Instance = new();

    public static long Microseconds(DateTimeOffset instant) =>
        Math.DivRem(instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks, TimeSpan.TicksPerMicrosecond, out var rest) - (rest < 0 ? 1 : 0);

    public override object Id(Guid id) => id.ToByteArray(bigEndian: true);

    public override object Instant(DateTimeOffset instant) => Microseconds(instant);

    public override Guid ReadId(DbDataReader reader, int column) => new(reader.GetFieldValue<byte[]>(column), bigEndian: true);

    public override DateTimeOffset ReadInstant(DbDataReader reader, int column) =>
        DateTimeOffset.UnixEpoch.AddTicks(reader.GetInt64(column) * TimeSpan.TicksPerMicrosecond);
}
