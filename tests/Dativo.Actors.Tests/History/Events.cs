using System.Collections.Immutable;
using Dativo.Actors.History;
using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Tests.History;

/// <summary>Events as tenants store them, with values that tests need not care about.</summary>
internal static class Events
{
    public static readonly DateTimeOffset Noon = new(2025, 3, 30, 12, 0, 0, TimeSpan.Zero);

    public static readonly JobSpec Spec = new()
    {
        Schedule = "stripe_hourly",
        ConfigFile = "/jobs/stripe.yaml",
        Tags = ImmutableSortedDictionary<string, string>.Empty.Add("tenant", "acme").Add("job_name", "stripe"),
    };

    public static DateTimeOffset At(double seconds) => Noon.AddSeconds(seconds);

    /// <summary>An id like a run's: its first digits grow with the number.</summary>
    public static Guid Id(int number) => new($"0195e000-{number:x4}-7000-8000-000000000000");

    public static RunQueued Queued(Guid run, double at, string schedule = "stripe_hourly", RunTrigger trigger = RunTrigger.Schedule) => new()
    {
        RunId = run,
        SpecId = Spec.Id,
        Schedule = schedule,
        Trigger = trigger,
        ScheduledFor = At(at),
        At = At(at),
    };

    public static AttemptStarted Started(Guid run, int attempt, double at, long token = 1) => new()
    {
        RunId = run,
        Attempt = attempt,
        FencingToken = token,
        Node = "akka.tcp://dativo@127.0.0.1:4053#1",
        At = At(at),
    };

    public static AttemptEnded Exited(Guid run, int attempt, double at, int exitCode, RunStatus? final, double? retryAt = null, string? error = null) => new()
    {
        RunId = run,
        Attempt = attempt,
        Outcome = new AttemptOutcome
        {
            Kind = AttemptOutcomeKind.Exited,
            ExitCode = exitCode,
            Error = error,
            Pid = 4242,
            ProcessStartedAt = At(at - 0.5),
            ProcessEndedAt = At(at - 0.1),
        },
        At = At(at),
        FinalStatus = final,
        RetryAt = retryAt is { } due ? At(due) : null,
        Reason = exitCode == 0 ? null : "exit_code",
    };

    /// <summary>The events of one tenant in the journal, from an ordering and sequence number of 1.</summary>
    public static List<HistoryEnvelope> Of(string tenant, params IEnumerable<ITenantEvent> events) =>
        [.. events.Select((e, i) => new HistoryEnvelope(i + 1, tenant, i + 1, e))];
}
