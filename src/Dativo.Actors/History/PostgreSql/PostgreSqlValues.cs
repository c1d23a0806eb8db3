using System.Data.Common;

namespace Dativo.Actors.History.PostgreSql;

/// <summary>Ids are uuid, instants timestamptz.</summary>
internal sealed class PostgreSqlValues : HistoryValues
{
    public static readonly PostgreSqlValues Instance = new();

    public override object Id(Guid id) => id;

    public override object Instant(DateTimeOffset instant) => instant.UtcDateTime;

    public override Guid ReadId(DbDataReader reader, int column) => reader.GetGuid(column);

    public override DateTimeOffset ReadInstant(DbDataReader reader, int column) => new(reader.GetFieldValue<DateTime>(column));
}
