using Dativo.Actors.History;
using Dativo.Actors.Hosting;
using Dativo.Actors.Membership;
using Dativo.Actors.Membership.PostgreSql;
using Dativo.Actors.Tests.History;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Dativo.Actors.Tests.Membership;

/// <summary>The leases in a real database, which alone judges them.</summary>
[Collection("PostgreSQL")]
public sealed class PostgreSqlLeaseStoreTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly LeaseTerms Terms = new() { Duration = TimeSpan.FromSeconds(1) };
    private readonly List<PostgreSqlLeaseStore> _stores = [];
    private string? _database;

    public async Task InitializeAsync()
    {
        if (!server.IsInstalled)
            return;
        _database = await server.CreateDatabaseAsync();
        await using var history = HistoryDatabase.Create(HistoryOptions.ForPostgreSql(_database), NullLogger.Instance);
        await history.MigrateAsync(default);
    }

    public async Task DisposeAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
    }

    [SkippableFact]
    public async Task A_renewed_lease_is_not_taken_and_an_expired_one_is()
    {
        server.SkipUnlessInstalled();
        var (a, _) = await EnterAsync("a");
        var (b, _) = await EnterAsync("b");
        using var renewal = b.OpenRenewal("b");

        var renewed = renewal.Renew(isMember: true);
        Assert.True(renewed.Renewed);
        Assert.Equal(LeaseState.Active, renewed.Leases["a"].State);
        Assert.Empty(await a.FenceAsync(["b"], default));

        await ExpireAsync("b");
        Assert.Equal<string>(["b"], await a.FenceAsync(["b"], default));
        Assert.Equal<string>(["b"], await a.FenceAsync(["b"], default));
        Assert.False(await a.RenewForAsync("b", default));
    }

    [SkippableFact]
    public async Task A_fenced_node_learns_of_it_and_can_renew_no_more()
    {
        server.SkipUnlessInstalled();
        var (a, _) = await EnterAsync("a");
        var (b, _) = await EnterAsync("b");
        using var renewal = b.OpenRenewal("b");
        renewal.Renew(isMember: true);
        await ExpireAsync("b");
        await a.FenceAsync(["b"], default);

        // Its session was ended: the first try says so, the next one has a new connection.
        Assert.ThrowsAny<NpgsqlException>(() => renewal.Renew(isMember: true));
        var refused = renewal.Renew(isMember: true);

        Assert.False(refused.Renewed);
        Assert.Equal(LeaseState.Fenced, refused.Leases["b"].State);
    }

    [SkippableFact]
    public async Task A_write_that_a_node_had_begun_when_its_lease_was_taken_is_rolled_back()
    {
        server.SkipUnlessInstalled();
        var (a, _) = await EnterAsync("a");
        var (_, session) = await EnterAsync("b");
        await using var connection = new NpgsqlConnection(session.Sign(_database!));
        await connection.OpenAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await InsertAsync(connection, "tenant-x", 1);
            await ExpireAsync("b");

            await a.FenceAsync(["b"], default);

            await Assert.ThrowsAnyAsync<NpgsqlException>(() => transaction.CommitAsync());
        }

        Assert.Equal(0L, await ScalarAsync("SELECT count(*) FROM journal"));
    }

    [SkippableFact]
    public async Task The_journal_refuses_a_node_without_an_active_lease_and_nobody_else()
    {
        server.SkipUnlessInstalled();
        var (a, sessionA) = await EnterAsync("a");
        var (_, sessionB) = await EnterAsync("b");
        await a.EvictAsync("a", ["b"], default);

        await using var ofA = await OpenAsync(sessionA.Sign(_database!));
        await using var ofB = await OpenAsync(sessionB.Sign(_database!));
        await using var operators = await OpenAsync(_database!);
        await InsertAsync(ofA, "tenant-x", 1);
        await InsertAsync(operators, "tenant-x", 2);
        var error = await Assert.ThrowsAsync<PostgresException>(() => InsertAsync(ofB, "tenant-x", 3));

        Assert.Equal("DV001", error.SqlState);
        Assert.Equal(2L, await ScalarAsync("SELECT count(*) FROM journal"));
    }

    [SkippableFact]
    public async Task The_journal_refuses_an_event_in_the_place_of_one_that_was_deleted()
    {
        server.SkipUnlessInstalled();
        await using var connection = await OpenAsync(_database!);
        await InsertAsync(connection, "tenant-x", 1);
        await InsertAsync(connection, "tenant-x", 2);
        await ScalarAsync("DELETE FROM journal WHERE sequence_number = 1");

        var error = await Assert.ThrowsAsync<PostgresException>(() => InsertAsync(connection, "tenant-x", 1));
        await InsertAsync(connection, "tenant-x", 3);
        await InsertAsync(connection, "tenant-y", 1);

        Assert.Equal("DV002", error.SqlState);
    }

    [SkippableFact]
    public async Task Of_events_that_are_stored_together_each_must_be_the_next_of_its_actor()
    {
        server.SkipUnlessInstalled();
        await using var connection = await OpenAsync(_database!);
        await InsertAsync(connection, ("tenant-x", 1), ("tenant-y", 1), ("tenant-x", 2));
        await InsertAsync(connection, ("tenant-y", 2), ("tenant-y", 3), ("tenant-x", 3));
        await ScalarAsync("DELETE FROM journal WHERE sequence_number < 3");

        var error = await Assert.ThrowsAsync<PostgresException>(() => InsertAsync(connection, ("tenant-z", 1), ("tenant-y", 2), ("tenant-x", 4)));

        Assert.Equal("DV002", error.SqlState);
        Assert.Contains("event 2 of tenant-y", error.MessageText, StringComparison.Ordinal);
        Assert.Equal(2L, await ScalarAsync("SELECT count(*) FROM journal"));
        await InsertAsync(connection, ("tenant-z", 1), ("tenant-x", 4));
    }

    [SkippableFact]
    public async Task Of_two_sides_that_evict_each_other_one_wins()
    {
        server.SkipUnlessInstalled();
        var (a, _) = await EnterAsync("a");
        var (b, _) = await EnterAsync("b");

        var evicted = await Task.WhenAll(a.EvictAsync("a", ["b"], default), b.EvictAsync("b", ["a"], default));

        Assert.Single(evicted.SelectMany(nodes => nodes));
        Assert.Equal(1L, await ScalarAsync("SELECT count(*) FROM node_lease WHERE state = 'active'"));
    }

    [SkippableFact]
    public async Task Of_nodes_that_start_together_one_founds_the_cluster_and_the_others_join_it()
    {
        server.SkipUnlessInstalled();
        var stores = new List<PostgreSqlLeaseStore>();
        for (var i = 0; i < 4; i++)
            stores.Add((await EnterAsync($"n{i}")).Store);

        var found = await Task.WhenAll(stores.Select((store, i) => store.FindClusterAsync($"n{i}", default)));

        var founder = Assert.Single(Enumerable.Range(0, found.Length), i => found[i].IsEmpty);
        Assert.All(found.Where(contacts => !contacts.IsEmpty), contacts => Assert.Equal<string>([$"n{founder}:4053"], contacts));
    }

    [SkippableFact]
    public async Task A_cluster_whose_nodes_are_all_dead_is_founded_anew_and_their_leases_are_taken()
    {
        server.SkipUnlessInstalled();
        var (a, _) = await EnterAsync("a", "127.0.0.1:1");
        await a.FindClusterAsync("a", default);
        await ExpireAsync("a");
        var (b, _) = await EnterAsync("b");

        Assert.Empty(await b.FindClusterAsync("b", default));

        Assert.Equal("fenced", await ScalarAsync("SELECT state FROM node_lease WHERE node = 'a'"));
    }

    [SkippableFact]
    public async Task A_node_that_starts_at_the_address_of_another_waits_for_its_lease_to_end_and_takes_it()
    {
        server.SkipUnlessInstalled();
        await EnterAsync("a#1", "host:4053");

        await EnterAsync("a#2", "host:4053");

        Assert.Equal("fenced", await ScalarAsync("SELECT state FROM node_lease WHERE node = 'a#1'"));
        Assert.Equal("active", await ScalarAsync("SELECT state FROM node_lease WHERE node = 'a#2'"));
    }

    [SkippableFact]
    public async Task A_lease_that_was_given_back_is_over()
    {
        server.SkipUnlessInstalled();
        var (a, _) = await EnterAsync("a");

        await a.ReleaseAsync("a", default);

        Assert.False(await a.RenewForAsync("a", default));
        Assert.Equal("released", await ScalarAsync("SELECT state FROM node_lease WHERE node = 'a'"));
    }

    private async Task<(PostgreSqlLeaseStore Store, NodeSession Session)> EnterAsync(string node, string? address = null)
    {
        var session = NodeSession.New();
        var store = new PostgreSqlLeaseStore(session.Sign(_database!), session.Name, Terms);
        _stores.Add(store);
        await store.RegisterAsync(node, address ?? $"{node}:4053", default);
        return (store, session);
    }

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static Task InsertAsync(NpgsqlConnection connection, string persistenceId, long sequenceNr) => InsertAsync(connection, (persistenceId, sequenceNr));

    private static async Task InsertAsync(NpgsqlConnection connection, params (string PersistenceId, long SequenceNr)[] events)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO journal (created, deleted, persistence_id, sequence_number, message)
            SELECT 0, false, persistence_id, sequence_number, '' FROM unnest($1, $2) AS rows (persistence_id, sequence_number)
            """,
            connection);
        PostgreSqlLeaseStore.Add(command, events.Select(static e => e.PersistenceId).ToArray(), events.Select(static e => e.SequenceNr).ToArray());
        await command.ExecuteNonQueryAsync();
    }

    private Task ExpireAsync(string node) => ScalarAsync($"UPDATE node_lease SET expires_at = clock_timestamp() - interval '1 s' WHERE node = '{node}'");

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = await OpenAsync(_database!);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
