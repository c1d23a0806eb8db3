using System.Data.Common;

namespace Dativo.Actors.History;

/// <summary>How ids and instants are stored; instants are exact to the microsecond.</summary>
internal abstract class HistoryValues
{
    /// <summary>An id as the value of a parameter.</summary>
    public abstract object Id(Guid id);

    /// <summary>An instant as the value of a parameter.</summary>
    public abstract object Instant(DateTimeOffset instant);

    public abstract Guid ReadId(DbDataReader reader, int column);

    public abstract DateTimeOffset ReadInstant(DbDataReader reader, int column);

    public DateTimeOffset? ReadInstantOrNull(DbDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : ReadInstant(reader, column);
}
