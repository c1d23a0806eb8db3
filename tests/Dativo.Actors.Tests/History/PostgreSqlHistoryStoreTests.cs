using Dativo.Actors.History;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dativo.Actors.Tests.History;

[Collection("PostgreSQL")]
public sealed class PostgreSqlHistoryStoreTests(PostgresServer server) : HistoryStoreTests
{
    [SkippableFact]
    public async Task Nodes_that_start_together_create_the_tables_once()
    {
        Require();
        var connectionString = await server.CreateDatabaseAsync();
        var nodes = Enumerable.Range(0, 8)
            .Select(_ => HistoryDatabase.Create(HistoryOptions.ForPostgreSql(connectionString), NullLogger.Instance))
            .ToArray();

        await Task.WhenAll(nodes.Select(n => n.MigrateAsync(default)));

        foreach (var node in nodes)
        {
            Assert.Empty(await new HistoryQueries(node).ListTenantsAsync(default));
            await node.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task A_server_that_does_not_answer_is_an_error_without_the_password()
    {
        Require();
        await using var database = HistoryDatabase.Create(
            HistoryOptions.ForPostgreSql("Host=127.0.0.1;Port=1;Username=u;Password=geheim;Database=d"), NullLogger.Instance);

        var error = await Assert.ThrowsAsync<HistoryException>(() => database.MigrateAsync(default));

        Assert.Contains("database d on 127.0.0.1:1", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", error.ToString(), StringComparison.Ordinal);
    }

    private protected override async Task<HistoryDatabase?> CreateAsync() => server.IsInstalled
        ? HistoryDatabase.Create(HistoryOptions.ForPostgreSql(await server.CreateDatabaseAsync()), NullLogger.Instance)
        : null;

    private protected override void Require() => server.SkipUnlessInstalled();
}
