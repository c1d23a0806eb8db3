using Dativo.Actors.History;
using Dativo.Actors.Tenants;
using Microsoft.Extensions.Logging;

namespace Dativo.Actors.Telemetry;

/// <summary>
/// Writes what is stored about runs to the log, one line per start, retry, end and skip. The event names are the
/// <c>event_type</c> of the JSON form; <c>retry_attempt</c> is the name dativo-ingest 1.3.0 gives it.
/// </summary>
internal sealed partial class RunLog(ILogger<RunLog> logger)
{
    private const string NoErrorText = "the job left no error text";

    /// <summary>Logs an event that is stored now; <paramref name="before"/> is the state it was applied to.</summary>
    public void Stored(string tenantId, ITenantEvent @event, TenantState before)
    {
        switch (@event)
        {
            case RunQueued e:
                Queued(logger, tenantId, e.Schedule, e.RunId, e.Trigger.Name(), e.ScheduledFor);
                break;
            case OccurrencesSkipped e:
                var last = e.Occurrences[^1];
                Skipped(logger, tenantId, e.Schedule, e.Reason.Name(), e.Occurrences.Length, last.ScheduledFor, e.Detail);
                break;
            case AttemptStarted e when before.Runs.TryGetValue(e.RunId, out var run):
                Started(logger, tenantId, run.Schedule, e.RunId, e.Attempt, (e.At - run.ScheduledFor).TotalSeconds);
                break;
            case AttemptEnded { RetryAt: { } retryAt } e when before.Runs.TryGetValue(e.RunId, out var run):
                LogRetry(tenantId, run, e, retryAt, before);
                break;
            case AttemptEnded { FinalStatus: { } status } e when before.Runs.TryGetValue(e.RunId, out var run):
                // The metrics are for machines: lines for people would drown in them.
                using (e.Outcome.Metrics.IsEmpty ? null : logger.BeginScope(new Dictionary<string, object> { ["Metrics"] = new Dictionary<string, double>(e.Outcome.Metrics) }))
                    LogEnd(tenantId, run, e, status);
                break;
            case RunEnded e when before.Runs.TryGetValue(e.RunId, out var run):
                Ended(logger, tenantId, run.Schedule, e.RunId, e.Status.Name(), e.Detail ?? e.Reason);
                break;
            case RunCancelRequested e when before.Runs.TryGetValue(e.RunId, out var run):
                Cancelling(logger, tenantId, run.Schedule, e.RunId, e.By, e.Reason);
                break;
        }
    }

    private void LogEnd(string tenantId, Run run, AttemptEnded e, RunStatus status)
    {
        if (status == RunStatus.Success)
            Succeeded(logger, tenantId, run.Schedule, e.RunId, status.Name(), e.Attempt, DurationOf(e, run), e.Outcome.ExitCode);
        else
            Failed(logger, tenantId, run.Schedule, e.RunId, status.Name(), e.Attempt, DurationOf(e, run), e.Outcome.ExitCode, StoredText.LastLine(e.Outcome.Error) ?? NoErrorText);
    }

    private void LogRetry(string tenantId, Run run, AttemptEnded e, DateTimeOffset retryAt, TenantState before)
    {
        if (e.Outcome.Kind == AttemptOutcomeKind.Interrupted)
        {
            Interrupted(logger, tenantId, run.Schedule, e.RunId, e.Attempt, StoredText.LastLine(e.Outcome.Error) ?? "the outcome is unknown");
            return;
        }

        Retry(
            logger,
            tenantId,
            run.Schedule,
            e.RunId,
            e.Attempt,
            e.Outcome.ExitCode,
            run.RetriesUsed + 1,
            before.SpecOf(run).Retry.MaxRetries,
            (retryAt - e.At).TotalSeconds,
            StoredText.LastLine(e.Outcome.Error) ?? NoErrorText);
    }

    private static double DurationOf(AttemptEnded e, Run run)
    {
        var started = e.Outcome.ProcessStartedAt ?? run.AttemptStartedAt ?? e.At;
        return Math.Round(((e.Outcome.ProcessEndedAt ?? e.At) - started).TotalSeconds, 3);
    }

    [LoggerMessage(1, LogLevel.Debug, "{TenantId} {JobName}: queued run {RunId} ({Trigger}, for {ScheduledFor:u})", EventName = "run_queued")]
    private static partial void Queued(ILogger logger, string tenantId, string jobName, Guid runId, string trigger, DateTimeOffset scheduledFor);

    [LoggerMessage(2, LogLevel.Information, "{TenantId} {JobName}: started run {RunId}, attempt {Attempt} ({LatenessSeconds:0.0##} s after it was due)", EventName = "run_started")]
    private static partial void Started(ILogger logger, string tenantId, string jobName, Guid runId, int attempt, double latenessSeconds);

    [LoggerMessage(3, LogLevel.Warning, "{TenantId} {JobName}: attempt {Attempt} of run {RunId} failed with exit code {ExitCode}, retry {RetryCount} of {MaxRetries} in {DelaySeconds:0.###} s: {Error}", EventName = "retry_attempt")]
    private static partial void Retry(ILogger logger, string tenantId, string jobName, Guid runId, int attempt, int? exitCode, int retryCount, int maxRetries, double delaySeconds, string error);

    [LoggerMessage(4, LogLevel.Warning, "{TenantId} {JobName}: attempt {Attempt} of run {RunId} was interrupted ({Cause}) and is made again", EventName = "attempt_interrupted")]
    private static partial void Interrupted(ILogger logger, string tenantId, string jobName, Guid runId, int attempt, string cause);

    [LoggerMessage(5, LogLevel.Information, "{TenantId} {JobName}: {Status} after {ExecutionTimeSeconds:0.0##} s, run {RunId}, attempt {Attempt}, exit code {ExitCode}", EventName = "run_finished")]
    private static partial void Succeeded(ILogger logger, string tenantId, string jobName, Guid runId, string status, int attempt, double executionTimeSeconds, int? exitCode);

    // One event in two wordings: who reads the JSON form looks at its status.
#pragma warning disable SYSLIB1025
    [LoggerMessage(9, LogLevel.Warning, "{TenantId} {JobName}: {Status} after {ExecutionTimeSeconds:0.0##} s, run {RunId}, attempt {Attempt}, exit code {ExitCode}: {Error}", EventName = "run_finished")]
    private static partial void Failed(ILogger logger, string tenantId, string jobName, Guid runId, string status, int attempt, double executionTimeSeconds, int? exitCode, string error);
#pragma warning restore SYSLIB1025

    [LoggerMessage(6, LogLevel.Information, "{TenantId} {JobName}: skipped {Count}, up to {ScheduledFor:yyyy-MM-dd HH:mm:ss} UTC: {Reason}, {Detail}", EventName = "run_skipped")]
    private static partial void Skipped(ILogger logger, string tenantId, string jobName, string reason, int count, DateTimeOffset scheduledFor, string detail);

    [LoggerMessage(7, LogLevel.Information, "{TenantId} {JobName}: {Status} run {RunId}: {Detail}", EventName = "run_ended")]
    private static partial void Ended(ILogger logger, string tenantId, string jobName, Guid runId, string status, string detail);

    [LoggerMessage(8, LogLevel.Information, "{TenantId} {JobName}: ending run {RunId} for {By}: {Cause}", EventName = "run_cancel_requested")]
    private static partial void Cancelling(ILogger logger, string tenantId, string jobName, Guid runId, string by, string cause);
}
