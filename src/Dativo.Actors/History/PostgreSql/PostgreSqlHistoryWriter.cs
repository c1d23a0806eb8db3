using Dativo.Actors.Tenants;
using Npgsql;
using NpgsqlTypes;

namespace Dativo.Actors.History.PostgreSql;

/// <summary>Writes a batch in one round trip: each statement takes all of its rows as arrays, one per column.</summary>
internal sealed class PostgreSqlHistoryWriter(NpgsqlDataSource source) : HistoryWriter
{
    private const string InsertRuns =
        """
        INSERT INTO history_runs (
            id, tenant_id, schedule, spec_id, triggered_by, status, reason, detail, scheduled_for, queued_at, started_at, finished_at,
            retry_at, attempts, priority, requested_by, cancel_requested_at, cancel_requested_by, cancel_reason)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
        ON CONFLICT (id) DO UPDATE SET
            (tenant_id, schedule, spec_id, triggered_by, status, reason, detail, scheduled_for, queued_at, started_at, finished_at,
            retry_at, attempts, priority, requested_by, cancel_requested_at, cancel_requested_by, cancel_reason)
            = (excluded.tenant_id, excluded.schedule, excluded.spec_id, excluded.triggered_by, excluded.status, excluded.reason, excluded.detail,
            excluded.scheduled_for, excluded.queued_at, excluded.started_at, excluded.finished_at, excluded.retry_at, excluded.attempts,
            excluded.priority, excluded.requested_by, excluded.cancel_requested_at, excluded.cancel_requested_by, excluded.cancel_reason)
        """;

    private const string UpdateRuns =
        """
        UPDATE history_runs AS r
        SET status = c.status, reason = c.reason, detail = c.detail, started_at = coalesce(r.started_at, c.started_at), finished_at = c.finished_at,
            retry_at = c.retry_at, attempts = greatest(r.attempts, c.attempts)
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) AS c (id, status, reason, detail, started_at, finished_at, retry_at, attempts)
        WHERE r.id = c.id
        """;

    private const string UpdateCancelRequests =
        """
        UPDATE history_runs AS r
        SET cancel_requested_at = c.at, cancel_requested_by = c.by, cancel_reason = c.reason
        FROM unnest($1, $2, $3, $4) AS c (id, at, by, reason)
        WHERE r.id = c.id
        """;

    private const string InsertAttempts =
        """
        INSERT INTO history_attempts (
            run_id, number, pid, outcome, exit_code, error, reason, finished_at, process_started_at, process_ended_at, metrics,
            node, fencing_token, started_at)
        SELECT c.run_id, c.number, c.pid, c.outcome, c.exit_code, c.error, c.reason, c.finished_at, c.process_started_at, c.process_ended_at,
            c.metrics::jsonb, c.node, c.fencing_token, c.started_at
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) AS c (
            run_id, number, pid, outcome, exit_code, error, reason, finished_at, process_started_at, process_ended_at, metrics,
            node, fencing_token, started_at)
        ON CONFLICT (run_id, number) DO UPDATE SET
            (pid, outcome, exit_code, error, reason, finished_at, process_started_at, process_ended_at, metrics, node, fencing_token, started_at)
            = (excluded.pid, excluded.outcome, excluded.exit_code, excluded.error, excluded.reason, excluded.finished_at,
            excluded.process_started_at, excluded.process_ended_at, excluded.metrics, excluded.node, excluded.fencing_token, excluded.started_at)
        """;

    private const string UpdateAttempts =
        """
        UPDATE history_attempts AS a
        SET pid = c.pid, outcome = c.outcome, exit_code = c.exit_code, error = c.error, reason = c.reason, finished_at = c.finished_at,
            process_started_at = c.process_started_at, process_ended_at = c.process_ended_at, metrics = c.metrics::jsonb
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) AS c (
            run_id, number, pid, outcome, exit_code, error, reason, finished_at, process_started_at, process_ended_at, metrics)
        WHERE a.run_id = c.run_id AND a.number = c.number
        """;

    private const string UpsertSpecs =
        """
        INSERT INTO history_specs (tenant_id, spec_id, schedule, config_file, tags)
        SELECT c.tenant_id, c.spec_id, c.schedule, c.config_file, c.tags::jsonb
        FROM unnest($1, $2, $3, $4, $5) AS c (tenant_id, spec_id, schedule, config_file, tags)
        ON CONFLICT (tenant_id, spec_id) DO UPDATE SET (schedule, config_file, tags) = (excluded.schedule, excluded.config_file, excluded.tags)
        """;

    private const string UpsertTenants =
        """
        INSERT INTO history_tenants AS t (tenant_id, projected_sequence, last_status, last_finished_at)
        SELECT * FROM unnest($1, $2, $3, $4)
        ON CONFLICT (tenant_id) DO UPDATE SET
            projected_sequence = greatest(t.projected_sequence, excluded.projected_sequence),
            last_status = coalesce(excluded.last_status, t.last_status),
            last_finished_at = coalesce(excluded.last_finished_at, t.last_finished_at)
        """;

    private const string DeleteAttemptsWithoutRun =
        """
        DELETE FROM history_attempts AS a
        WHERE a.run_id = ANY ($1) AND NOT EXISTS (SELECT FROM history_runs AS r WHERE r.id = a.run_id)
        """;

    public override async Task<long> ReadOffsetAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("SELECT ordering FROM history_offset");
        return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    public override async Task<WriteResult> WriteAsync(HistoryChanges changes, long from, long to, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(connection, transaction);
        var moveOffset = Add(batch, "UPDATE history_offset SET ordering = $1 WHERE ordering = $2");
        moveOffset.Parameters.Add(new NpgsqlParameter<long> { TypedValue = to });
        moveOffset.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from });
        var moved = changes.Runs.Where(r => r.Accepted is null && r.Progress is not null).ToArray();
        var cancelled = changes.Runs.Where(r => r.Accepted is null && r.CancelRequest is not null).ToArray();
        AddInsertRuns(batch, [.. changes.Runs.Where(r => r.Accepted is not null)]);
        var updateRuns = AddUpdateRuns(batch, moved);
        var updateCancelRequests = AddUpdateCancelRequests(batch, cancelled);
        AddInsertAttempts(batch, [.. changes.Attempts.Where(a => a.Started is not null)]);
        AddUpdateAttempts(batch, [.. changes.Attempts.Where(a => a.Started is null && a.Ended is not null)]);
        AddUpsertSpecs(batch, changes.Specs);
        AddUpsertTenants(batch, changes.Tenants);
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        if (moveOffset.RecordsAffected == 0)
        {
            await transaction.RollbackAsync(cancellationToken).ConfigureAwait(false);
            return WriteResult.OffsetMoved;
        }

        var unknown = moved.Length - (int)(updateRuns?.RecordsAffected ?? 0) + cancelled.Length - (int)(updateCancelRequests?.RecordsAffected ?? 0);
        if (unknown > 0)
        {
            await using var delete = new NpgsqlCommand(DeleteAttemptsWithoutRun, connection, transaction);
            delete.Parameters.Add(Column(NpgsqlDbType.Uuid, moved, r => r.Id));
            await delete.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new WriteResult(true, unknown);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static void AddInsertRuns(NpgsqlBatch batch, RunChange[] runs)
    {
        if (runs.Length == 0)
            return;
        Add(
            batch,
            InsertRuns,
            Column(NpgsqlDbType.Uuid, runs, r => r.Id),
            Column(NpgsqlDbType.Text, runs, r => Text(r.Accepted!.TenantId)),
            Column(NpgsqlDbType.Text, runs, r => Text(r.Accepted!.Schedule)),
            Column(NpgsqlDbType.Text, runs, r => r.Accepted!.SpecId),
            Column(NpgsqlDbType.Text, runs, r => r.Accepted!.Trigger.Name()),
            Column(NpgsqlDbType.Text, runs, r => r.Progress!.Status.Name()),
            Column(NpgsqlDbType.Text, runs, r => Text(r.Progress!.Reason)),
            Column(NpgsqlDbType.Text, runs, r => Text(r.Progress!.Detail)),
            Column(NpgsqlDbType.TimestampTz, runs, r => r.Accepted!.ScheduledFor.UtcDateTime),
            Column(NpgsqlDbType.TimestampTz, runs, r => r.Accepted!.QueuedAt.UtcDateTime),
            Column(NpgsqlDbType.TimestampTz, runs, r => r.StartedAt?.UtcDateTime),
            Column(NpgsqlDbType.TimestampTz, runs, r => r.Progress!.FinishedAt?.UtcDateTime),
            Column(NpgsqlDbType.TimestampTz, runs, r => r.Progress!.RetryAt?.UtcDateTime),
            Column(NpgsqlDbType.Integer, runs, r => r.Attempts),
            Column(NpgsqlDbType.Integer, runs, r => r.Accepted!.Priority),
            Column(NpgsqlDbType.Text, runs, r => Text(r.Accepted!.RequestedBy)),
            Column(NpgsqlDbType.TimestampTz, runs, r => r.CancelRequest?.At.UtcDateTime),
            Column(NpgsqlDbType.Text, runs, r => Text(r.CancelRequest?.By)),
            Column(NpgsqlDbType.Text, runs, r => Text(r.CancelRequest?.Reason)));
    }

    private static NpgsqlBatchCommand? AddUpdateRuns(NpgsqlBatch batch, RunChange[] runs) => runs.Length == 0
        ? null
        : Add(
            batch,
            UpdateRuns,
            Column(NpgsqlDbType.Uuid, runs, r => r.Id),
            Column(NpgsqlDbType.Text, runs, r => r.Progress!.Status.Name()),
            Column(NpgsqlDbType.Text, runs, r => Text(r.Progress!.Reason)),
            Column(NpgsqlDbType.Text, runs, r => Text(r.Progress!.Detail)),
            Column(NpgsqlDbType.TimestampTz, runs, r => r.StartedAt?.UtcDateTime),
            Column(NpgsqlDbType.TimestampTz, runs, r => r.Progress!.FinishedAt?.UtcDateTime),
            Column(NpgsqlDbType.TimestampTz, runs, r => r.Progress!.RetryAt?.UtcDateTime),
            Column(NpgsqlDbType.Integer, runs, r => r.Attempts));

    private static NpgsqlBatchCommand? AddUpdateCancelRequests(NpgsqlBatch batch, RunChange[] runs) => runs.Length == 0
        ? null
        : Add(
            batch,
            UpdateCancelRequests,
            Column(NpgsqlDbType.Uuid, runs, r => r.Id),
            Column(NpgsqlDbType.TimestampTz, runs, r => r.CancelRequest!.At.UtcDateTime),
            Column(NpgsqlDbType.Text, runs, r => Text(r.CancelRequest!.By)),
            Column(NpgsqlDbType.Text, runs, r => Text(r.CancelRequest!.Reason)));

    private static void AddInsertAttempts(NpgsqlBatch batch, AttemptChange[] attempts)
    {
        if (attempts.Length == 0)
            return;
        Add(
            batch,
            InsertAttempts,
            [
                .. OutcomeColumns(attempts),
                Column(NpgsqlDbType.Text, attempts, a => Text(a.Started!.Node)),
                Column(NpgsqlDbType.Bigint, attempts, a => a.Started!.FencingToken),
                Column(NpgsqlDbType.TimestampTz, attempts, a => a.Started!.At.UtcDateTime),
            ]);
    }

    private static void AddUpdateAttempts(NpgsqlBatch batch, AttemptChange[] attempts)
    {
        if (attempts.Length > 0)
            Add(batch, UpdateAttempts, [.. OutcomeColumns(attempts)]);
    }

    private static IEnumerable<NpgsqlParameter> OutcomeColumns(AttemptChange[] attempts) =>
    [
        Column(NpgsqlDbType.Uuid, attempts, a => a.RunId),
        Column(NpgsqlDbType.Integer, attempts, a => a.Number),
        Column(NpgsqlDbType.Integer, attempts, a => a.Ended?.Outcome.Pid),
        Column(NpgsqlDbType.Text, attempts, a => a.Ended?.Outcome.Kind.Name()),
        Column(NpgsqlDbType.Integer, attempts, a => a.Ended?.Outcome.ExitCode),
        Column(NpgsqlDbType.Text, attempts, a => Text(a.Ended?.Outcome.Error)),
        Column(NpgsqlDbType.Text, attempts, a => Text(a.Ended?.Reason)),
        Column(NpgsqlDbType.TimestampTz, attempts, a => a.Ended?.At.UtcDateTime),
        Column(NpgsqlDbType.TimestampTz, attempts, a => a.Ended?.Outcome.ProcessStartedAt?.UtcDateTime),
        Column(NpgsqlDbType.TimestampTz, attempts, a => a.Ended?.Outcome.ProcessEndedAt?.UtcDateTime),
        Column(NpgsqlDbType.Text, attempts, a => a.Ended is { } ended ? StoredMap.Write(ended.Outcome.Metrics) : null),
    ];

    private static void AddUpsertSpecs(NpgsqlBatch batch, IReadOnlyList<SpecRow> specs)
    {
        if (specs.Count == 0)
            return;
        Add(
            batch,
            UpsertSpecs,
            Column(NpgsqlDbType.Text, specs, s => Text(s.TenantId)),
            Column(NpgsqlDbType.Text, specs, s => s.Spec.Id),
            Column(NpgsqlDbType.Text, specs, s => Text(s.Spec.Schedule)),
            Column(NpgsqlDbType.Text, specs, s => Text(s.Spec.ConfigFile)),
            Column(NpgsqlDbType.Text, specs, s => StoredMap.Write(s.Spec.Tags)));
    }

    private static void AddUpsertTenants(NpgsqlBatch batch, IReadOnlyList<TenantChange> tenants)
    {
        if (tenants.Count == 0)
            return;
        Add(
            batch,
            UpsertTenants,
            Column(NpgsqlDbType.Text, tenants, t => Text(t.TenantId)),
            Column(NpgsqlDbType.Bigint, tenants, t => t.SequenceNr),
            Column(NpgsqlDbType.Text, tenants, t => t.LastStatus?.Name()),
            Column(NpgsqlDbType.TimestampTz, tenants, t => t.LastFinishedAt?.UtcDateTime));
    }

    private static NpgsqlBatchCommand Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        batch.BatchCommands.Add(command);
        return command;
    }

    private static NpgsqlParameter Column<TRow, T>(NpgsqlDbType type, IReadOnlyList<TRow> rows, Func<TRow, T> value)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = value(rows[i]);
        return new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
    }

    private static string? Text(string? text) => text is null ? null : StoredText.Clean(text);
}
