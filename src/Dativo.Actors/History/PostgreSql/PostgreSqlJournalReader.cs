using Npgsql;

namespace Dativo.Actors.History.PostgreSql;

/// <summary>
/// Reads a journal in PostgreSQL, where a transaction that took a lower ordering may commit after one that took a higher one. The
/// reader stops before a missing ordering until nobody can store it any more.
/// </summary>
/// <remarks>
/// Who can: an INSERT locks the table (RowExclusiveLock) before it takes a number from the sequence, and gives the lock back only
/// after its rows are visible or its transaction is rolled back. So when an ordering is missing on a page, whoever took it holds
/// that lock now or has ended. The reader notes the holders after it has seen the page; when all of these have let go, a further
/// look shows either the rows or that they will never come (a rollback, a crash, or events deleted long ago). This is exact,
/// takes as long as the slowest of those transactions and not a fixed time, and never steps over an event, however long its
/// transaction takes. It needs a sequence without cached numbers, which is what the journal creates.
/// </remarks>
internal sealed class PostgreSqlJournalReader : JournalReader
{
    private const string Page =
        """
        SELECT ordering, persistence_id, sequence_number, identifier, manifest, message
        FROM journal WHERE ordering > $1 ORDER BY ordering LIMIT $2
        """;

    private const string Holders =
        """
        SELECT virtualtransaction, coalesce(pid, 0)
        FROM pg_locks
        WHERE locktype = 'relation' AND relation = 'journal'::regclass AND mode = 'RowExclusiveLock' AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """;

    private const string SequenceCache =
        "SELECT seqcache FROM pg_sequence WHERE seqrelid = pg_get_serial_sequence('journal', 'ordering')::regclass";

    private const string JournalExists = "SELECT to_regclass('journal') IS NOT NULL";

    private readonly NpgsqlDataSource _source;
    private bool _isReady;

    // Orderings up to here that are missing will stay missing.
    private long _settled;
    private PendingGap? _pending;

    public PostgreSqlJournalReader(string connectionString, Akka.Serialization.Serialization serialization)
        : base(serialization) => _source = NpgsqlDataSource.Create(connectionString);

    public override async Task<JournalPage> ReadAsync(long after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        if (!await PrepareAsync(connection, cancellationToken).ConfigureAwait(false))
            return new JournalPage { Events = [], End = after };
        // Before the page is read: what those who have let go by now stored is visible on it.
        if (_pending is not null)
            Settle(_pending with { Holders = Both(_pending.Holders, await ReadHoldersAsync(connection, cancellationToken).ConfigureAwait(false)) });

        var look = await LookAsync(connection, after, limit, cancellationToken).ConfigureAwait(false);
        if (look.GapAfter is not { } gap)
            return look.Page;
        if (_pending is null || gap >= _pending.UpTo)
        {
            // A gap not seen before. Whoever took the missing numbers holds the lock now, or has ended.
            Settle(new PendingGap(look.LastSeen, await ReadHoldersAsync(connection, cancellationToken).ConfigureAwait(false)));
            if (_pending is null)
            {
                look = await LookAsync(connection, after, limit, cancellationToken).ConfigureAwait(false);
                // What came between the two looks may have a gap of its own; the next call takes care of it.
                return look.GapAfter is null ? look.Page : look.Page with { More = true };
            }
        }

        return look.Page with { Gap = new JournalGap(gap, string.Join(", ", _pending.Holders.Values.Order())) };
    }

    public override async Task<long> ReadHeadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        if (!await PrepareAsync(connection, cancellationToken).ConfigureAwait(false))
            return 0;
        await using var command = new NpgsqlCommand("SELECT max(ordering) FROM journal", connection);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is long head ? head : 0;
    }

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    private static Dictionary<string, int> Both(IReadOnlyDictionary<string, int> before, IReadOnlyDictionary<string, int> now) =>
        before.Where(h => now.ContainsKey(h.Key)).ToDictionary(StringComparer.Ordinal);

    private void Settle(PendingGap gap)
    {
        _pending = gap.Holders.Count > 0 ? gap : null;
        if (_pending is null)
            _settled = Math.Max(_settled, gap.UpTo);
    }

    /// <summary>Whether there is a journal to read. It is created by its first use, which may be after the history's.</summary>
    private async Task<bool> PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (_isReady)
            return true;
        await using var exists = new NpgsqlCommand(JournalExists, connection);
        if (await exists.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not true)
            return false;
        await using var cache = new NpgsqlCommand(SequenceCache, connection);
        if (await cache.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is > 1L)
        {
            throw new HistoryException(
                "The sequence of journal.ordering caches numbers, so the order of events cannot be told: set it to CACHE 1 with ALTER SEQUENCE.");
        }

        return _isReady = true;
    }

    private async Task<Look> LookAsync(NpgsqlConnection connection, long after, int limit, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Page, connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        var events = new List<HistoryEnvelope>();
        var end = after;
        var lastSeen = after;
        var rows = 0;
        long? gapAfter = null;
        HistoryException? problem = null;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows++;
            lastSeen = reader.GetInt64(0);
            if (gapAfter is not null || problem is not null)
                continue;
            if (lastSeen > end + 1 && lastSeen > _settled + 1)
                gapAfter = end;
            else if ((problem = Take(reader, events)) is null)
                end = lastSeen;
        }

        var page = new JournalPage { Events = events, End = end, More = rows == limit && gapAfter is null && problem is null, Problem = problem };
        return new Look(page, gapAfter, lastSeen);
    }

    private static async Task<Dictionary<string, int>> ReadHoldersAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Holders, connection);
        var holders = new Dictionary<string, int>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            holders[reader.GetString(0)] = reader.GetInt32(1);
        return holders;
    }

    /// <summary>A page up to its first gap that may still be filled: the ordering before that, and the last one that was seen beyond.</summary>
    private sealed record Look(JournalPage Page, long? GapAfter, long LastSeen);

    /// <summary>Gaps below an ordering, and the transactions that may still fill them (by virtual transaction id, with the server process).</summary>
    private sealed record PendingGap(long UpTo, IReadOnlyDictionary<string, int> Holders);
}
