using System.Collections.Immutable;
using System.Globalization;
using Dativo.Actors.History;
using Dativo.Actors.Scheduling;
using Dativo.Actors.Tenants;

namespace Dativo.Web.Tests.Doubles;

/// <summary>Runs and schedules to show.</summary>
public static class Samples
{
    public static readonly DateTimeOffset Noon = At("2026-01-31T12:00:00Z");

    public static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    public static RunDetails Run(
        string id,
        RunStatus status,
        string tenant = "acme",
        string schedule = "stripe_customers_hourly",
        DateTimeOffset? queuedAt = null,
        int attempts = 1,
        string? reason = null,
        string? detail = null)
    {
        var queued = queuedAt ?? Noon;
        var finished = status.IsFinal() ? queued.AddMilliseconds(4250) : (DateTimeOffset?)null;
        return new RunDetails
        {
            Run = new RunSummary
            {
                Id = Guid.Parse(id),
                TenantId = tenant,
                Schedule = schedule,
                Trigger = RunTrigger.Schedule,
                Status = status,
                Reason = reason,
                Detail = detail,
                ScheduledFor = queued,
                QueuedAt = queued,
                StartedAt = attempts > 0 ? queued.AddMilliseconds(12) : null,
                FinishedAt = finished,
                RetryAt = status == RunStatus.WaitingRetry ? queued.AddSeconds(10) : null,
                Attempts = attempts,
            },
            ConfigFile = "/etc/dativo/jobs/stripe_customers.yaml",
            Tags = ImmutableSortedDictionary<string, string>.Empty.Add("tenant", tenant),
            Metrics = ImmutableSortedDictionary<string, double>.Empty,
            Attempts =
            [
                .. Enumerable.Range(1, attempts).Select(number => new AttemptSummary
                {
                    Number = number,
                    Node = "akka://dativo@127.0.0.1:4053",
                    FencingToken = 40 + number,
                    Pid = status.IsFinal() || number < attempts ? 4000 + number : null,
                    Outcome = status.IsFinal() || number < attempts ? AttemptOutcomeKind.Exited : null,
                    ExitCode = number < attempts ? 1 : status == RunStatus.Success ? 0 : status.IsFinal() ? 2 : null,
                    Error = number < attempts ? "connection reset by peer" : null,
                    Reason = number < attempts ? "exit_code" : null,
                    StartedAt = queued.AddMilliseconds(12),
                    FinishedAt = status.IsFinal() || number < attempts ? finished ?? queued.AddMilliseconds(900) : null,
                }),
            ],
        };
    }

    public static OpenRunView Open(RunDetails details, int? pid = null, string? waitsFor = null) => new()
    {
        RunId = details.Run.Id,
        Schedule = details.Run.Schedule,
        Trigger = details.Run.Trigger,
        Status = details.Run.Status,
        ScheduledFor = details.Run.ScheduledFor,
        QueuedAt = details.Run.QueuedAt,
        Attempt = details.Run.Attempts,
        Pid = pid,
        RetryAt = details.Run.RetryAt,
        WaitsFor = waitsFor,
    };

    public static ScheduleView Schedule(string name, string? tenant = "acme", ScheduleStatus state = ScheduleStatus.Active) => new()
    {
        Name = name,
        TenantId = tenant,
        Rule = "0 * * * *",
        Timezone = "Europe/Berlin",
        State = state,
        NextAt = state == ScheduleStatus.Active ? At("2026-01-31T13:00:00Z") : null,
        LastAt = state == ScheduleStatus.Active ? Noon : null,
        ConfigFile = $"/etc/dativo/jobs/{name}.yaml",
        Description = null,
        InvalidReason = state == ScheduleStatus.Invalid ? "jobs/broken.yaml:3:1: tenant_id is missing" : null,
        MaxConcurrentRuns = 1,
        Tags = ImmutableSortedDictionary<string, string>.Empty.Add("connector_type", "stripe"),
    };
}
