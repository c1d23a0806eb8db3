using Dativo.Actors.History;
using Dativo.Actors.Tenants;
using Dativo.Web.Contract;

namespace Dativo.Web.Api;

/// <summary>Runs as the API shows them.</summary>
internal static class RunRows
{
    public static RunRow Row(RunSummary run, string? shortId) => new()
    {
        Id = run.Id,
        ShortId = shortId,
        TenantId = run.TenantId,
        Schedule = run.Schedule,
        Trigger = run.Trigger.Name(),
        Status = run.Status.Name(),
        Reason = run.Reason,
        Detail = run.Detail,
        ScheduledFor = run.ScheduledFor,
        QueuedAt = run.QueuedAt,
        StartedAt = run.StartedAt,
        FinishedAt = run.FinishedAt,
        RetryAt = run.RetryAt,
        Attempts = run.Attempts,
    };

    /// <summary>A run whole; the tenant's present, where it is known, wins over the history, which follows it a moment later.</summary>
    public static RunPage Page(RunDetails details, OpenRunView? present)
    {
        var run = details.Run;
        return new RunPage
        {
            Id = run.Id,
            TenantId = run.TenantId,
            Schedule = run.Schedule,
            Trigger = run.Trigger.Name(),
            Status = (present?.Status ?? run.Status).Name(),
            Reason = run.Reason,
            Detail = run.Detail,
            ScheduledFor = run.ScheduledFor,
            QueuedAt = run.QueuedAt,
            StartedAt = run.StartedAt,
            FinishedAt = run.FinishedAt,
            RetryAt = present is null ? run.RetryAt : present.RetryAt,
            Attempts = Math.Max(run.Attempts, present?.Attempt ?? 0),
            RequestedBy = details.RequestedBy,
            Config = details.ConfigFile,
            Live = present is not null,
            Pid = present?.Pid,
            WaitsFor = present?.WaitsFor,
            AttemptList = [.. details.Attempts.Select(attempt => Attempt(attempt, present))],
            Metrics = details.Metrics,
            Tags = details.Tags,
        };
    }

    public static OpenRunRow Open(OpenRunView run) => new()
    {
        Id = run.RunId,
        Schedule = run.Schedule,
        Trigger = run.Trigger.Name(),
        Status = run.Status.Name(),
        ScheduledFor = run.ScheduledFor,
        QueuedAt = run.QueuedAt,
        Attempt = run.Attempt,
        Pid = run.Pid,
        RetryAt = run.RetryAt,
        WaitsFor = run.WaitsFor,
    };

    private static AttemptRow Attempt(AttemptSummary attempt, OpenRunView? present) => new()
    {
        Number = attempt.Number,
        Node = attempt.Node,
        Pid = attempt.Pid ?? (present?.Attempt == attempt.Number && attempt.FinishedAt is null ? present.Pid : null),
        FencingToken = attempt.FencingToken,
        ExitCode = attempt.ExitCode,
        Error = attempt.Error,
        Reason = attempt.Reason,
        Outcome = attempt.Outcome?.Name(),
        StartedAt = attempt.StartedAt,
        FinishedAt = attempt.FinishedAt,
        DurationSeconds = attempt.FinishedAt is { } end ? Math.Round((end - attempt.StartedAt).TotalSeconds, 3) : null,
    };
}
