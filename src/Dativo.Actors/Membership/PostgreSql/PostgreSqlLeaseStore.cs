using System.Collections.Immutable;
using System.Net.Sockets;
using Dativo.Actors.Management;
using Npgsql;

namespace Dativo.Actors.Membership.PostgreSql;

/// <summary>The leases in PostgreSQL, in the table node_lease, judged by the database's clock alone.</summary>
internal sealed class PostgreSqlLeaseStore : ILeaseStore, IAsyncDisposable
{
    // Any number that no other user of the database takes for its own advisory lock; this one spells "dativo l".
    private const long DecisionLock = 0x64617469766f206c;

    private static readonly TimeSpan SessionsPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromMilliseconds(500);
    private readonly NpgsqlDataSource _source;
    private readonly string _connectionString;
    private readonly string _session;
    private readonly LeaseTerms _terms;

    /// <param name="connectionString">The database; its sessions carry the node's name.</param>
    /// <param name="session">The name of the node's sessions.</param>
    /// <param name="terms">How long a lease lasts.</param>
    public PostgreSqlLeaseStore(string connectionString, string session, LeaseTerms terms)
    {
        _session = session;
        _terms = terms;

        // Few connections that never wait long: what a lease hangs on must not queue behind anything.
        _connectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MinPoolSize = 0,
            MaxPoolSize = 4,
            Timeout = 1,
            CommandTimeout = 2,
            CancellationTimeout = -1,
            ConnectionIdleLifetime = 30,
        }.ConnectionString;
        _source = NpgsqlDataSource.Create(_connectionString);
    }

    public async Task RegisterAsync(string node, string address, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);

        // This process has the address now, so an earlier one is dead or has lost it; its jobs live until its lease ends.
        for (var earlier = await OthersAtAsync(address).ConfigureAwait(false); earlier.Count > 0; earlier = await OthersAtAsync(address).ConfigureAwait(false))
        {
            var wait = earlier.Max(other => other.Remaining);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait + TimeSpan.FromMilliseconds(1), cancellationToken).ConfigureAwait(false);
            await FenceAsync([.. earlier.Select(other => other.Node)], cancellationToken).ConfigureAwait(false);
        }

        await using var command = new NpgsqlCommand(
            """
            INSERT INTO node_lease (node, address, session, state, started_at, expires_at)
            VALUES ($1, $2, $3, 'active', clock_timestamp(), clock_timestamp() + $4)
            """,
            connection);
        Add(command, node, address, _session, _terms.Duration);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);

        // Old rows tell nothing any more: a run that one of them had was taken over long ago.
        await using var clean = new NpgsqlCommand("DELETE FROM node_lease WHERE state IN ('released', 'fenced') AND expires_at < clock_timestamp() - interval '30 days'", connection);
        await clean.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);

        async Task<List<NodeLease>> OthersAtAsync(string at)
        {
            await using var query = new NpgsqlCommand(
                "SELECT node, state, expires_at - clock_timestamp() FROM node_lease WHERE address = $1 AND state IN ('active', 'evicted')",
                connection);
            Add(query, at);
            var others = new List<NodeLease>();
            await using var reader = await query.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                others.Add(PostgreSqlLeaseRenewal.Read(reader));
            return others;
        }
    }

    public async Task<ImmutableArray<string>> FindClusterAsync(string node, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await LockDecisionsAsync(connection, cancellationToken).ConfigureAwait(false);
        var (living, expired) = await MembersAsync(connection, node, cancellationToken).ConfigureAwait(false);

        // A group that has lost the database may go on together. If it is there to be joined, it is no dead one.
        if (living.Count == 0)
            living.AddRange(await ThoseWhoAnswerAsync(expired, cancellationToken).ConfigureAwait(false));
        if (living.Count > 0)
            return [.. living];

        await using var command = new NpgsqlCommand("UPDATE node_lease SET is_member = true WHERE node = $1 AND state = 'active'", connection);
        Add(command, node);
        if (await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 0)
            throw new InvalidOperationException("The lease of this node ended before it could found a cluster.");
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        await FenceAsync([.. expired.Select(other => other.Node)], cancellationToken).ConfigureAwait(false);
        return [];
    }

    public async Task<bool> RenewForAsync(string node, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand("UPDATE node_lease SET expires_at = clock_timestamp() + $2 WHERE node = $1 AND state = 'active'");
        Add(command, node, _terms.Duration);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
    }

    public async Task<ImmutableArray<string>> FenceAsync(ImmutableArray<string> nodes, CancellationToken cancellationToken)
    {
        if (nodes.IsEmpty)
            return [];
        await using var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var update = new NpgsqlCommand(
            """
            UPDATE node_lease SET state = 'fenced'
            WHERE node = ANY($1) AND state IN ('active', 'evicted') AND expires_at < clock_timestamp()
            """,
            connection);
        Add(update, [nodes.ToArray()]);
        await update.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);

        // From here on no session of theirs may write. What one had begun to write before is either stored or rolled back with it.
        await using var query = new NpgsqlCommand("SELECT node, session FROM node_lease WHERE node = ANY($1) AND state = 'fenced'", connection);
        Add(query, [nodes.ToArray()]);
        var fenced = ImmutableArray.CreateBuilder<string>();
        var sessions = new List<string>();
        await using (var reader = await query.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                fenced.Add(reader.GetString(0));
                sessions.Add(reader.GetString(1));
            }
        }

        if (sessions.Count > 0)
            await EndSessionsAsync(connection, sessions, cancellationToken).ConfigureAwait(false);
        return fenced.ToImmutable();
    }

    public async Task<ImmutableArray<string>> EvictAsync(string? self, ImmutableArray<string> nodes, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await LockDecisionsAsync(connection, cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(
            """
            UPDATE node_lease SET state = 'evicted'
            WHERE node = ANY($1) AND state = 'active'
                AND ($2::text IS NULL OR EXISTS (SELECT 1 FROM node_lease WHERE node = $2 AND state = 'active'))
            RETURNING node
            """,
            connection);
        Add(command, nodes.ToArray(), (object?)self ?? DBNull.Value);
        var evicted = ImmutableArray.CreateBuilder<string>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                evicted.Add(reader.GetString(0));
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return evicted.ToImmutable();
    }

    public async Task ReleaseAsync(string node, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand("UPDATE node_lease SET state = 'released', is_member = false WHERE node = $1 AND state IN ('active', 'evicted')");
        Add(command, node);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public ILeaseRenewal OpenRenewal(string node) => new PostgreSqlLeaseRenewal(_connectionString, node, _terms.Duration);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    internal static void Add(NpgsqlCommand command, params ReadOnlySpan<object> values)
    {
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
    }

    private static async Task LockDecisionsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({DecisionLock})", connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<(List<string> Living, List<(string Node, string Address)> Expired)> MembersAsync(
        NpgsqlConnection connection,
        string self,
        CancellationToken cancellationToken)
    {
        // Of an address only its newest node counts: the ones before it are dead.
        await using var query = new NpgsqlCommand(
            """
            SELECT node, address, is_member, expires_at > clock_timestamp(),
                row_number() OVER (PARTITION BY address ORDER BY started_at DESC) = 1
            FROM node_lease
            WHERE state = 'active' AND node <> $1
            """,
            connection);
        Add(query, self);
        var living = new List<string>();
        var expired = new List<(string, string)>();
        await using var reader = await query.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var lives = reader.GetBoolean(3);
            if (lives && reader.GetBoolean(2))
                living.Add(reader.GetString(1));
            else if (!lives)
                expired.Add((reader.GetString(0), reader.GetBoolean(2) && reader.GetBoolean(4) ? reader.GetString(1) : ""));
        }

        return (living, expired);
    }

    private static async Task<IEnumerable<string>> ThoseWhoAnswerAsync(List<(string Node, string Address)> expired, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(expired.Where(other => other.Address.Length > 0).Select(async other => (other.Address, Answers: await AnswersAsync(other.Address, cancellationToken).ConfigureAwait(false)))).ConfigureAwait(false);
        return answers.Where(answer => answer.Answers).Select(answer => answer.Address);
    }

    private static async Task<bool> AnswersAsync(string address, CancellationToken cancellationToken)
    {
        var (host, port) = NodeNames.Split(address);
        using var client = new TcpClient();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(ConnectPatience);
        try
        {
            await client.ConnectAsync(host.Trim('[', ']'), port, patience.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task EndSessionsAsync(NpgsqlConnection connection, List<string> sessions, CancellationToken cancellationToken)
    {
        var until = Environment.TickCount64 + (long)SessionsPatience.TotalMilliseconds;
        while (true)
        {
            await using var command = new NpgsqlCommand(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = ANY($1) AND pid <> pg_backend_pid()",
                connection);
            Add(command, [sessions.ToArray()]);
            if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is 0L)
                return;
            if (Environment.TickCount64 > until)
                throw new TimeoutException("The database sessions of a fenced node do not end.");
            await Task.Delay(5, cancellationToken).ConfigureAwait(false);
        }
    }
}
