using Dativo.Actors.History;
using Dativo.Actors.Hosting.Persistence;
using Dativo.Actors.Tests.History;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dativo.Actors.Tests.Hosting.Persistence;

[Collection("PostgreSQL")]
public sealed class PostgreSqlEventStoreTests(PostgresServer server) : EventStoreTests
{
    private protected override async Task<EventStore?> CreateAsync()
    {
        if (!server.IsInstalled)
            return null;
        var database = await server.CreateDatabaseAsync();
        await using var history = HistoryDatabase.Create(HistoryOptions.ForPostgreSql(database), NullLogger.Instance);
        await history.MigrateAsync(default);
        return new PostgreSqlEventStore(database);
    }

    private protected override void Require() => server.SkipUnlessInstalled();
}
