namespace Dativo.Benchmarks.Harness;

/// <summary>Where a contestant keeps what it stores.</summary>
internal enum Database
{
    /// <summary>Nowhere: it stores nothing, or the work has nothing to do with a database.</summary>
    None,

    /// <summary>A file of SQLite in its own directory.</summary>
    Sqlite,

    /// <summary>A database of its own in the PostgreSQL server that the program has started, with fsync on.</summary>
    Postgres,
}
