namespace Dativo.Benchmarks.Harness;

/// <summary>How databases are called in tables and on the command line.</summary>
internal static class DatabaseNames
{
    /// <summary>The name.</summary>
    public static string Of(Database database) => database switch
    {
        Database.Sqlite => "sqlite",
        Database.Postgres => "postgres",
        _ => "none",
    };
}
