namespace Dativo.Actors.History.Sqlite;

/// <summary>How connections that write, of the journal and of the history, are set up.</summary>
internal static class SqliteWriting
{
    /// <summary>
    /// Every commit survives a power cut. The last pages of the indexes, one per tenant and schedule, should stay in memory: 16 MiB. A page that
    /// many writes touch goes into the file itself once for many of them: few, large checkpoints.
    /// </summary>
    public const string Settings = "PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4000";
}
