using Microsoft.Data.Sqlite;

namespace Dativo.Actors.Hosting.Persistence;

/// <summary>
/// A connection that opens asynchronously in truth. SQLite's driver does its work on the calling thread, so that the
/// journal's stream would be busy writing one event while others arrive and never gather a batch of them.
/// </summary>
internal sealed class YieldingSqliteConnection(string connectionString) : SqliteConnection(connectionString)
{
    public override async Task OpenAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        await base.OpenAsync(cancellationToken);
    }
}
