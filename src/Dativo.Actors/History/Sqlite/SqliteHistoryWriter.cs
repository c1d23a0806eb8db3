using Dativo.Actors.Tenants;
using Microsoft.Data.Sqlite;

namespace Dativo.Actors.History.Sqlite;

/// <summary>Writes row by row with statements that are prepared once: inside a process that is the fastest way into SQLite.</summary>
internal sealed class SqliteHistoryWriter(SqliteHistoryDatabase database) : HistoryWriter
{
    private Session? _session;

    public override Task<long> ReadOffsetAsync(CancellationToken cancellationToken) => Run(
        session =>
        {
            using var command = session.Connection.CreateCommand();
            command.CommandText = "SELECT ordering FROM history_offset";
            return (long)command.ExecuteScalar()!;
        },
        cancellationToken);

    public override Task<WriteResult> WriteAsync(HistoryChanges changes, long from, long to, CancellationToken cancellationToken) => Run(
        session =>
        {
            using var transaction = session.Connection.BeginTransaction(deferred: false);
            if (session.MoveOffset.Execute(to, from) == 0)
                return WriteResult.OffsetMoved;
            var unknown = WriteRuns(session, changes.Runs);
            WriteAttempts(session, changes.Attempts, unknown);
            foreach (var (tenantId, spec) in changes.Specs)
            {
                session.UpsertSpec.Execute(
                    StoredText.Clean(tenantId), spec.Id, StoredText.Clean(spec.Schedule), StoredText.Clean(spec.ConfigFile), StoredMap.Write(spec.Tags));
            }

            foreach (var tenant in changes.Tenants)
            {
                session.UpsertTenant.Execute(
                    StoredText.Clean(tenant.TenantId), tenant.SequenceNr, tenant.LastStatus?.Name(), Instant(tenant.LastFinishedAt));
            }

            transaction.Commit();
            return new WriteResult(true, unknown.Count);
        },
        cancellationToken);

    public override ValueTask DisposeAsync()
    {
        _session?.Dispose();
        _session = null;
        return ValueTask.CompletedTask;
    }

    private static HashSet<Guid> WriteRuns(Session session, IReadOnlyList<RunChange> runs)
    {
        var unknown = new HashSet<Guid>();
        foreach (var run in runs)
        {
            var id = run.Id.ToByteArray(bigEndian: true);
            if (run.Accepted is { } accepted)
            {
                var progress = run.Progress!;
                session.UpsertRun.Execute(
                    id,
                    StoredText.Clean(accepted.TenantId),
                    StoredText.Clean(accepted.Schedule),
                    accepted.SpecId,
                    accepted.Trigger.Name(),
                    progress.Status.Name(),
                    Text(progress.Reason),
                    Text(progress.Detail),
                    SqliteValues.Microseconds(accepted.ScheduledFor),
                    SqliteValues.Microseconds(accepted.QueuedAt),
                    Instant(run.StartedAt),
                    Instant(progress.FinishedAt),
                    Instant(progress.RetryAt),
                    run.Attempts,
                    accepted.Priority,
                    Text(accepted.RequestedBy),
                    Instant(run.CancelRequest?.At),
                    Text(run.CancelRequest?.By),
                    Text(run.CancelRequest?.Reason));
                continue;
            }

            var known = true;
            if (run.Progress is { } moved)
            {
                known = session.UpdateRun.Execute(
                    id,
                    moved.Status.Name(),
                    Text(moved.Reason),
                    Text(moved.Detail),
                    Instant(run.StartedAt),
                    Instant(moved.FinishedAt),
                    Instant(moved.RetryAt),
                    run.Attempts) > 0;
            }

            if (run.CancelRequest is { } request)
            {
                known = session.UpdateCancelRequest.Execute(
                    id, SqliteValues.Microseconds(request.At), Text(request.By), Text(request.Reason)) > 0;
            }

            if (!known)
                unknown.Add(run.Id);
        }

        return unknown;
    }

    private static void WriteAttempts(Session session, IReadOnlyList<AttemptChange> attempts, HashSet<Guid> unknownRuns)
    {
        foreach (var attempt in attempts)
        {
            if (unknownRuns.Contains(attempt.RunId))
                continue;
            var id = attempt.RunId.ToByteArray(bigEndian: true);
            var outcome = attempt.Ended?.Outcome;
            if (attempt.Started is { } started)
            {
                session.UpsertAttempt.Execute(
                    id,
                    attempt.Number,
                    outcome?.Pid,
                    outcome?.Kind.Name(),
                    outcome?.ExitCode,
                    Text(outcome?.Error),
                    Text(attempt.Ended?.Reason),
                    Instant(attempt.Ended?.At),
                    Instant(outcome?.ProcessStartedAt),
                    Instant(outcome?.ProcessEndedAt),
                    outcome is null ? null : StoredMap.Write(outcome.Metrics),
                    Text(started.Node),
                    started.FencingToken,
                    SqliteValues.Microseconds(started.At));
            }
            else if (attempt.Ended is { } ended)
            {
                session.UpdateAttempt.Execute(
                    id,
                    attempt.Number,
                    outcome!.Pid,
                    outcome.Kind.Name(),
                    outcome.ExitCode,
                    Text(outcome.Error),
                    Text(ended.Reason),
                    SqliteValues.Microseconds(ended.At),
                    Instant(outcome.ProcessStartedAt),
                    Instant(outcome.ProcessEndedAt),
                    StoredMap.Write(outcome.Metrics));
            }
        }
    }

    private static object? Instant(DateTimeOffset? instant) => instant is { } value ? SqliteValues.Microseconds(value) : null;

    private static string? Text(string? text) => text is null ? null : StoredText.Clean(text);

    // SQLite works on the calling thread, which may be an actor's.
    private Task<T> Run<T>(Func<Session, T> work, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            try
            {
                _session ??= new Session(await database.OpenWriteAsync(cancellationToken).ConfigureAwait(false));
                return work(_session);
            }
            catch
            {
                // Whatever state the connection is in, the next try starts with a new one.
                await DisposeAsync().ConfigureAwait(false);
                throw;
            }
        },
        cancellationToken);

    /// <summary>A connection with its prepared statements.</summary>
    private sealed class Session(SqliteConnection connection) : IDisposable
    {
        public SqliteConnection Connection { get; } = connection;

        public SqliteStatement MoveOffset { get; } = new(connection, "UPDATE history_offset SET ordering = ?1 WHERE ordering = ?2");

        public SqliteStatement UpsertRun { get; } = new(
            connection,
            """
            INSERT OR REPLACE INTO history_runs (
                id, tenant_id, schedule, spec_id, triggered_by, status, reason, detail, scheduled_for, queued_at, started_at, finished_at,
                retry_at, attempts, priority, requested_by, cancel_requested_at, cancel_requested_by, cancel_reason)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
            """);

        public SqliteStatement UpdateRun { get; } = new(
            connection,
            """
            UPDATE history_runs
            SET status = ?2, reason = ?3, detail = ?4, started_at = coalesce(started_at, ?5), finished_at = ?6, retry_at = ?7, attempts = max(attempts, ?8)
            WHERE id = ?1
            """);

        public SqliteStatement UpdateCancelRequest { get; } = new(
            connection,
            "UPDATE history_runs SET cancel_requested_at = ?2, cancel_requested_by = ?3, cancel_reason = ?4 WHERE id = ?1");

        public SqliteStatement UpsertAttempt { get; } = new(
            connection,
            """
            INSERT OR REPLACE INTO history_attempts (
                run_id, number, pid, outcome, exit_code, error, reason, finished_at, process_started_at, process_ended_at, metrics,
                node, fencing_token, started_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
            """);

        public SqliteStatement UpdateAttempt { get; } = new(
            connection,
            """
            UPDATE history_attempts
            SET pid = ?3, outcome = ?4, exit_code = ?5, error = ?6, reason = ?7, finished_at = ?8, process_started_at = ?9, process_ended_at = ?10, metrics = ?11
            WHERE run_id = ?1 AND number = ?2
            """);

        public SqliteStatement UpsertSpec { get; } = new(
            connection,
            "INSERT OR REPLACE INTO history_specs (tenant_id, spec_id, schedule, config_file, tags) VALUES (?1, ?2, ?3, ?4, ?5)");

        public SqliteStatement UpsertTenant { get; } = new(
            connection,
            """
            INSERT INTO history_tenants (tenant_id, projected_sequence, last_status, last_finished_at) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (tenant_id) DO UPDATE SET
                projected_sequence = max(projected_sequence, excluded.projected_sequence),
                last_status = coalesce(excluded.last_status, last_status),
                last_finished_at = coalesce(excluded.last_finished_at, last_finished_at)
            """);

        public void Dispose()
        {
            MoveOffset.Dispose();
            UpsertRun.Dispose();
            UpdateRun.Dispose();
            UpdateCancelRequest.Dispose();
            UpsertAttempt.Dispose();
            UpdateAttempt.Dispose();
            UpsertSpec.Dispose();
            UpsertTenant.Dispose();
            Connection.Dispose();
        }
    }
}
