using System.Collections.Immutable;
using System.Data.Common;
using System.Text;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.History;

/// <summary>The queries, in SQL that both databases understand and that their indexes answer newest first without sorting.</summary>
internal sealed class HistoryQueries(HistoryDatabase database) : IHistoryQueries
{
    private const int MaxLimit = 10_000;

    private const string RunColumns =
        "id, tenant_id, schedule, triggered_by, status, reason, detail, scheduled_for, queued_at, started_at, finished_at, retry_at, attempts, "
        + "cancel_requested_by, cancel_reason";

    private readonly HistoryValues _values = database.Values;

    /// <inheritdoc />
    public Task<ImmutableArray<RunSummary>> ListRunsAsync(RunFilter filter, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(filter.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(filter.Limit, MaxLimit);
        return database.ReadAsync(
            (connection, token) =>
            {
                var command = connection.CreateCommand();
                command.CommandText = ListSql(filter, command);
                return ReadAllAsync(command, ReadSummary, token);
            },
            cancellationToken);
    }

    /// <inheritdoc />
    public Task<RunDetails?> GetRunAsync(Guid id, CancellationToken cancellationToken) => database.ReadAsync(
        async (connection, token) =>
        {
            // One snapshot, so that a run and its attempts fit together.
            await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, token).ConfigureAwait(false);
            var run = await ReadRunAsync(connection, transaction, id, token).ConfigureAwait(false);
            return run is null ? null : await AddAttemptsAsync(connection, transaction, run, token).ConfigureAwait(false);
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<ImmutableArray<Guid>> FindRunIdsAsync(string prefix, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var digits = prefix.Replace("-", "", StringComparison.Ordinal);
        if (digits.Length is 0 or > 32 || !digits.All(char.IsAsciiHexDigit))
            return Task.FromResult(ImmutableArray<Guid>.Empty);
        return database.ReadAsync(
            (connection, token) =>
            {
                var command = connection.CreateCommand();
                command.CommandText = "SELECT id FROM history_runs WHERE id >= @first AND id <= @last ORDER BY id LIMIT @limit";
                Add(command, "first", _values.Id(Guid.ParseExact(digits.PadRight(32, '0'), "N")));
                Add(command, "last", _values.Id(Guid.ParseExact(digits.PadRight(32, 'f'), "N")));
                Add(command, "limit", limit);
                return ReadAllAsync(command, reader => _values.ReadId(reader, 0), token);
            },
            cancellationToken);
    }

    /// <inheritdoc />
    public Task<ImmutableArray<TenantSummary>> ListTenantsAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async (connection, token) =>
        {
            var command = connection.CreateCommand();
            command.CommandText =
                """
                SELECT t.tenant_id, t.last_status, t.last_finished_at, coalesce(o.running, 0), coalesce(o.queued, 0), coalesce(o.waiting_retry, 0)
                FROM history_tenants AS t
                LEFT JOIN (
                    SELECT tenant_id,
                        sum(CASE WHEN status = 'running' THEN 1 ELSE 0 END) AS running,
                        sum(CASE WHEN status = 'queued' THEN 1 ELSE 0 END) AS queued,
                        sum(CASE WHEN status = 'waiting_retry' THEN 1 ELSE 0 END) AS waiting_retry
                    FROM history_runs
                    WHERE status IN ('running', 'queued', 'waiting_retry')
                    GROUP BY tenant_id) AS o ON o.tenant_id = t.tenant_id
                """;
            var tenants = await ReadAllAsync(
                command,
                reader => new TenantSummary
                {
                    TenantId = reader.GetString(0),
                    LastStatus = reader.IsDBNull(1) ? null : StoredNames.Status(reader.GetString(1)),
                    LastFinishedAt = _values.ReadInstantOrNull(reader, 2),
                    Running = (int)reader.GetInt64(3),
                    Queued = (int)reader.GetInt64(4),
                    WaitingRetry = (int)reader.GetInt64(5),
                },
                token).ConfigureAwait(false);
            // Sorted here: databases differ in how they compare text.
            return tenants.Sort((a, b) => string.CompareOrdinal(a.TenantId, b.TenantId));
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<long> GetProjectedSequenceAsync(string persistenceId, CancellationToken cancellationToken)
    {
        if (!TenantPersistence.TryGetTenantId(persistenceId, out var tenantId))
            return Task.FromResult(0L);
        return database.ReadAsync(
            async (connection, token) =>
            {
                await using var command = connection.CreateCommand();
                command.CommandText = "SELECT projected_sequence FROM history_tenants WHERE tenant_id = @tenant";
                Add(command, "tenant", tenantId);
                return await command.ExecuteScalarAsync(token).ConfigureAwait(false) is long sequence ? sequence : 0;
            },
            cancellationToken);
    }

    private string ListSql(RunFilter filter, DbCommand command)
    {
        var conditions = new List<string>();
        if (filter.TenantId is { } tenant)
        {
            conditions.Add("tenant_id = @tenant");
            Add(command, "tenant", tenant);
        }

        if (filter.Schedule is { } schedule)
        {
            conditions.Add("schedule = @schedule");
            Add(command, "schedule", schedule);
        }

        if (filter.Since is { } since)
        {
            conditions.Add("queued_at >= @since");
            Add(command, "since", _values.Instant(since));
        }

        Add(command, "limit", filter.Limit);
        // The names are constants of the vocabulary and need no parameters.
        var statuses = filter.Statuses.IsDefaultOrEmpty ? [] : filter.Statuses.Distinct().Select(s => $"'{s.Name()}'").ToArray();
        if (statuses.Length == 0)
            return Newest(conditions);
        if (filter.TenantId is not null || filter.Schedule is not null)
        {
            // The expression keeps a planner from the index on the status, which would have it sort all that ever failed.
            return Newest([.. conditions, $"(status || '') IN ({string.Join(", ", statuses)})"]);
        }

        // The newest of each status, each from the index on the status, merged.
        var sql = new StringBuilder();
        for (var i = 0; i < statuses.Length; i++)
        {
            sql.Append(i == 0 ? "" : " UNION ALL ")
                .Append($"SELECT * FROM ({Newest([.. conditions, $"status = {statuses[i]}"])}) AS s{i}");
        }

        return statuses.Length == 1 ? Newest([.. conditions, $"status = {statuses[0]}"]) : $"{sql} ORDER BY queued_at DESC, id DESC LIMIT @limit";
    }

    private static string Newest(IReadOnlyCollection<string> conditions)
    {
        var where = conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}";
        return $"SELECT {RunColumns} FROM history_runs{where} ORDER BY queued_at DESC, id DESC LIMIT @limit";
    }

    private async Task<RunDetails?> ReadRunAsync(DbConnection connection, DbTransaction transaction, Guid id, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            $"""
            SELECT {string.Join(", ", RunColumns.Split(", ").Select(c => $"r.{c}"))}, r.requested_by, s.config_file, s.tags
            FROM history_runs AS r
            LEFT JOIN history_specs AS s ON s.tenant_id = r.tenant_id AND s.spec_id = r.spec_id
            WHERE r.id = @id
            """;
        Add(command, "id", _values.Id(id));
        var found = await ReadAllAsync(
            command,
            reader => new RunDetails
            {
                Run = ReadSummary(reader),
                RequestedBy = TextOrNull(reader, 15),
                ConfigFile = TextOrNull(reader, 16),
                Tags = reader.IsDBNull(17) ? ImmutableSortedDictionary<string, string>.Empty : StoredMap.ReadTags(reader.GetString(17)),
                Metrics = ImmutableSortedDictionary<string, double>.Empty,
                Attempts = [],
            },
            cancellationToken).ConfigureAwait(false);
        return found.IsEmpty ? null : found[0];
    }

    private async Task<RunDetails> AddAttemptsAsync(
        DbConnection connection, DbTransaction transaction, RunDetails run, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            """
            SELECT number, node, fencing_token, pid, outcome, exit_code, error, reason, started_at, finished_at, process_started_at, process_ended_at, metrics
            FROM history_attempts
            WHERE run_id = @id
            ORDER BY number
            """;
        Add(command, "id", _values.Id(run.Run.Id));
        string? metrics = null;
        var attempts = await ReadAllAsync(
            command,
            reader =>
            {
                metrics = TextOrNull(reader, 12) ?? metrics;
                return ReadAttempt(reader);
            },
            cancellationToken).ConfigureAwait(false);
        return run with { Attempts = attempts, Metrics = metrics is null ? run.Metrics : StoredMap.ReadMetrics(metrics) };
    }

    private RunSummary ReadSummary(DbDataReader reader)
    {
        var status = StoredNames.Status(reader.GetString(4));
        var detail = TextOrNull(reader, 6);
        if (detail is null && status is RunStatus.Running or RunStatus.Cancelled && TextOrNull(reader, 13) is { } cancelledBy)
            detail = $"cancel requested by {cancelledBy}: {TextOrNull(reader, 14)}".TrimEnd(':', ' ');
        return new RunSummary
        {
            Id = _values.ReadId(reader, 0),
            TenantId = reader.GetString(1),
            Schedule = reader.GetString(2),
            Trigger = StoredNames.Trigger(reader.GetString(3)),
            Status = status,
            Reason = TextOrNull(reader, 5),
            Detail = detail,
            ScheduledFor = _values.ReadInstant(reader, 7),
            QueuedAt = _values.ReadInstant(reader, 8),
            StartedAt = _values.ReadInstantOrNull(reader, 9),
            FinishedAt = _values.ReadInstantOrNull(reader, 10),
            RetryAt = _values.ReadInstantOrNull(reader, 11),
            Attempts = reader.GetInt32(12),
        };
    }

    private AttemptSummary ReadAttempt(DbDataReader reader) => new()
    {
        Number = reader.GetInt32(0),
        Node = reader.GetString(1),
        FencingToken = reader.GetInt64(2),
        Pid = reader.IsDBNull(3) ? null : reader.GetInt32(3),
        Outcome = reader.IsDBNull(4) ? null : StoredNames.Outcome(reader.GetString(4)),
        ExitCode = reader.IsDBNull(5) ? null : reader.GetInt32(5),
        Error = TextOrNull(reader, 6),
        Reason = TextOrNull(reader, 7),
        StartedAt = _values.ReadInstant(reader, 8),
        FinishedAt = _values.ReadInstantOrNull(reader, 9),
        ProcessStartedAt = _values.ReadInstantOrNull(reader, 10),
        ProcessEndedAt = _values.ReadInstantOrNull(reader, 11),
    };

    private static async Task<ImmutableArray<T>> ReadAllAsync<T>(DbCommand command, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        await using (command.ConfigureAwait(false))
        {
            var rows = ImmutableArray.CreateBuilder<T>();
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                rows.Add(read(reader));
            return rows.DrainToImmutable();
        }
    }

    private static string? TextOrNull(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = "@" + name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}
