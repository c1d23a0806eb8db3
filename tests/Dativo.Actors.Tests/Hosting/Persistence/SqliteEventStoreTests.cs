using Dativo.Actors.Hosting.Persistence;
using Dativo.Actors.Tests.History;
using Microsoft.Data.Sqlite;

namespace Dativo.Actors.Tests.Hosting.Persistence;

public sealed class SqliteEventStoreTests : EventStoreTests
{
    private readonly TempDirectory _directory = new();

    private protected override Task<EventStore?> CreateAsync()
    {
        var connection = new SqliteConnectionStringBuilder { DataSource = _directory.File("journal.db") }.ConnectionString;
        SqliteJournalTables.Create(connection);
        return Task.FromResult<EventStore?>(new SqliteEventStore(connection));
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _directory.Dispose();
    }
}
