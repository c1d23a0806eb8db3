using System.Data.Common;
using Dapper;
using Dativo.Benchmarks.Harness;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Dativo.Benchmarks.Product;

/// <summary>Looks into a node's database, beside the node: what is there is stored.</summary>
internal sealed class StoredRuns(Func<DbConnection> connect, Func<DateTimeOffset, object> instant)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    /// <summary>The database of a node with that data directory.</summary>
    public static StoredRuns Of(Arena arena, string dataDirectory)
    {
        if (arena.ConnectionString is { } connection)
            return new StoredRuns(() => new NpgsqlConnection(connection), static at => at.UtcDateTime);
        var file = new SqliteConnectionStringBuilder { DataSource = Path.Combine(dataDirectory, "history.db"), Mode = SqliteOpenMode.ReadOnly, DefaultTimeout = 30 }.ToString();
        return new StoredRuns(() => new SqliteConnection(file), static at => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
    }

    /// <summary>Waits until the history has that many runs that succeeded.</summary>
    public async Task UntilSucceededAsync(int runs, Arena arena)
    {
        while (await ScalarAsync("SELECT count(*) FROM history_runs WHERE status = 'success'") is var stored && stored < runs)
        {
            arena.Report("in the history", stored, runs);
            await Task.Delay(Interval);
        }
    }

    /// <summary>Fails unless every run succeeded at its first attempt, and no two attempts of a tenant were under way at once.</summary>
    public async Task CheckAsync(int runs)
    {
        await ExpectAsync("runs are in the history", "SELECT count(*) FROM history_runs", runs);
        await ExpectAsync("of them succeeded", "SELECT count(*) FROM history_runs WHERE status = 'success'", runs);
        await ExpectAsync("attempts are in the history", "SELECT count(*) FROM history_attempts WHERE outcome = 'exited'", runs);
        await CheckOverlapAsync();
    }

    /// <summary>
    /// Waits until that many runs that were due in a span have succeeded and are in the history; fails when others than they are there of
    /// the span, or two attempts of a tenant were under way at once.
    /// </summary>
    public async Task CheckDueAsync(int runs, DateTimeOffset from, DateTimeOffset until, Arena arena)
    {
        const string Due = "SELECT count(*) FROM history_runs WHERE triggered_by = 'schedule' AND scheduled_for >= @from AND scheduled_for < @until";
        var span = new { from = instant(from), until = instant(until) };
        while (await ScalarAsync($"{Due} AND status IN ('success', 'skipped')", span) is var stored && stored < runs)
        {
            arena.Report("in the history", stored, runs);
            await Task.Delay(Interval);
        }

        await ExpectAsync("runs are in the history", Due, runs, span);
        await ExpectAsync("of them succeeded", $"{Due} AND status = 'success'", runs, span);
        await CheckOverlapAsync();
    }

    /// <summary>Fails unless every run had a process of its own that ended well.</summary>
    public Task CheckProcessesAsync(int runs) =>
        ExpectAsync("attempts had a process that ended with exit code 0", "SELECT count(*) FROM history_attempts WHERE exit_code = 0 AND pid > 0", runs);

    private Task CheckOverlapAsync() => ExpectAsync(
        "attempts started before the one before them of the same tenant had ended",
        """
        SELECT count(*) FROM (
            SELECT a.started_at, lag(a.finished_at) OVER (PARTITION BY r.tenant_id ORDER BY a.fencing_token) AS before
            FROM history_attempts a JOIN history_runs r ON r.id = a.run_id) AS attempts
        WHERE started_at < before
        """,
        0);

    private async Task ExpectAsync(string what, string sql, long expected, object? parameters = null)
    {
        var found = await ScalarAsync(sql, parameters);
        if (found != expected)
            throw new BenchmarkException($"{found:N0} {what}, not {expected:N0}");
    }

    private async Task<long> ScalarAsync(string sql, object? parameters = null)
    {
        await using var connection = connect();
        return await connection.ExecuteScalarAsync<long>(sql, parameters);
    }
}
