using Npgsql;

namespace Dativo.Actors.Hosting;

/// <summary>
/// The name of all of a node's database sessions: the database knows by it whose lease a session writes under, and whose
/// sessions to end when the lease is taken.
/// </summary>
/// <param name="Name">At most 63 characters, PostgreSQL's limit; starts with <see cref="Prefix"/>.</param>
internal sealed record NodeSession(string Name)
{
    /// <summary>What all names start with; the trigger on the journal looks for it.</summary>
    public const string Prefix = "dativo/";

    /// <summary>A name that no other process has.</summary>
    public static NodeSession New() => new($"{Prefix}{Guid.NewGuid():N}");

    /// <summary>The connection string with the name in it.</summary>
    public string Sign(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        ApplicationName = Name,

        // A server that is gone is found out in seconds also by a connection that waits for it. By the kernel: the driver's
        // own keep-alive waits on a thread of the pool for each idle connection, and with the pool exhausted the node falls
        // silent for the other nodes just when they have to agree that the database is away.
        TcpKeepAlive = true,
        TcpKeepAliveTime = 5,
        TcpKeepAliveInterval = 2,
        Timeout = 5,
    }.ConnectionString;
}
