using Microsoft.Data.Sqlite;

namespace Dativo.Actors.Hosting.Persistence;

/// <summary>
/// A connection that opens asynchronously in truth. SQLite's driver does its work on the calling thread, which for snapshots and
/// deletions is that of the actor that all others of the node wait for.
/// </summary>
internal sealed class YieldingSqliteConnection(string connectionString) : SqliteConnection(connectionString)
{
    public override async Task OpenAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        await base.OpenAsync(cancellationToken);
    }
}
