using System.Collections.Immutable;
using Npgsql;

namespace Dativo.Actors.Membership.PostgreSql;

/// <summary>
/// Renews a lease over a connection that is kept open, on the calling thread: a node that is short of threads must not lose
/// its lease for it.
/// </summary>
internal sealed class PostgreSqlLeaseRenewal(string connectionString, string node, TimeSpan duration) : ILeaseRenewal
{
    private NpgsqlConnection? _connection;

    public LeaseRenewed Renew(bool isMember)
    {
        try
        {
            return RenewOn(_connection ??= Open(), isMember);
        }
        catch
        {
            Close();
            throw;
        }
    }

    public void Dispose() => Close();

    /// <summary>The lease of a row of node, state and what is left of it.</summary>
    internal static NodeLease Read(NpgsqlDataReader reader) =>
        new(reader.GetString(0), LeaseStates.Parse(reader.GetString(1)), reader.GetTimeSpan(2));

    private NpgsqlConnection Open()
    {
        // Without the pool: what comes back to it after a failure might be handed out again.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 1 }.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private LeaseRenewed RenewOn(NpgsqlConnection connection, bool isMember)
    {
        // The list shows this node's own row as it was before.
        using var command = new NpgsqlCommand(
            """
            WITH mine AS (
                UPDATE node_lease SET expires_at = clock_timestamp() + $2, is_member = is_member OR $3
                WHERE node = $1 AND state = 'active'
                RETURNING 1)
            SELECT node, state, expires_at - clock_timestamp(), EXISTS (SELECT 1 FROM mine)
            FROM node_lease
            WHERE state IN ('active', 'evicted') OR expires_at > clock_timestamp() - interval '1 hour'
            """,
            connection);
        PostgreSqlLeaseStore.Add(command, node, duration, isMember);
        var leases = ImmutableDictionary.CreateBuilder<string, NodeLease>(StringComparer.Ordinal);
        var renewed = false;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var lease = Read(reader);
            leases[lease.Node] = lease;
            renewed = reader.GetBoolean(3);
        }

        return new LeaseRenewed(renewed, leases.ToImmutable());
    }

    private void Close()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
