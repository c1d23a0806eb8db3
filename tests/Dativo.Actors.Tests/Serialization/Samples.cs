using System.Collections.Immutable;
using Dativo.Actors.Configuration;
using Dativo.Actors.History;
using Dativo.Actors.Jobs;
using Dativo.Actors.Management;
using Dativo.Actors.Membership;
using Dativo.Actors.Scheduling;
using Dativo.Actors.Tenants;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Tests.Serialization;

/// <summary>
/// What the files under Samples/ say. A sample is never changed: released versions wrote such bytes. A message with a new
/// field gets a further sample (its <c>Number</c> one up) that sets the field; a new message gets its first one.
/// </summary>
internal static class Samples
{
    private static readonly Guid RunA = Guid.Parse("0198a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b");
    private static readonly Guid RunB = Guid.Parse("0198a1b2-c3d5-7000-9fff-fedcba987654");
    private static readonly Guid RunC = Guid.Parse("0198a1b2-c3d6-7111-8000-000000000001");
    private static readonly DateTimeOffset Noon = new DateTimeOffset(2026, 3, 29, 12, 0, 0, TimeSpan.Zero).AddTicks(1234567);
    private static readonly DateTimeOffset Later = Noon.AddMinutes(5).AddTicks(1);
    private static readonly DateTimeOffset Latest = Noon.AddHours(7);
    private const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private const string Node = "akka.tcp://dativo@10.0.0.7:4053#1234567890";

    private static readonly TenantLimits Limits = new() { Concurrency = 3, RetryHoldsTenant = true, MaxQueuedRuns = 250 };

    private static readonly TenantLimits WeightedLimits = Limits with { Weight = 3 };

    private static readonly JobSpec Spec = new()
    {
        Id = "a1b2c3d4e5f60718",
        Schedule = "stripe_customers_hourly",
        ConfigFile = "/srv/jobs/acme/stripe_customers.yaml",
        Command = ["python", "-m", "dativo_ingest.cli", "{config}"],
        MaxConcurrentRuns = 2,
        Overlap = OverlapPolicy.CancelRunning,
        Timeout = TimeSpan.FromMinutes(90),
        Priority = -4,
        Retry = new RetryPolicy
        {
            MaxRetries = 5,
            InitialDelay = TimeSpan.FromSeconds(10),
            MaxDelay = TimeSpan.FromSeconds(600),
            BackoffMultiplier = 1.5,
            RetryableExitCodes = [1, 2, 75],
            RetryableErrorPatterns = ["timeout", "connection.*reset", "Überlast"],
        },
        Tags = Sorted(("connector_type", "stripe"), ("job_name", "stripe_customers_hourly"), ("tenant", "acme")),
    };

    private static readonly AttemptOutcome Outcome = new()
    {
        Kind = AttemptOutcomeKind.Exited,
        ExitCode = 2,
        Error = "ERROR: connection reset by peer 🔌",
        Pid = 4711,
        ProcessStartedAt = Noon,
        ProcessEndedAt = Later,
        Metrics = Sorted(("execution_time_seconds", 12.25), ("records_extracted", 1000.0)),
    };

    private static readonly PauseInfo Pause = new("ops@example.com", Noon, "maintenance", Latest);

    private static readonly ScheduleView View = new()
    {
        Name = "stripe_customers_hourly",
        TenantId = "acme",
        Rule = "0 * * * *",
        Timezone = "Europe/Zurich",
        State = ScheduleStatus.Paused,
        Pause = Pause,
        InvalidReason = "jobs/x.yaml:3:1: tenant_id is missing",
        NextAt = Later,
        LastAt = Noon,
        ConfigFile = "/srv/jobs/acme/stripe_customers.yaml",
        Description = "Customers, hourly",
        MaxConcurrentRuns = 2,
        Tags = Sorted(("tenant", "acme")),
    };

    /// <summary>Every sample.</summary>
    public static IReadOnlyList<Sample> All { get; } =
    [
        .. TenantEvents(),
        new("TZ1", 1, TenantSnapshot()),
        new("TZ1", 2, TenantSnapshot() with { Limits = WeightedLimits }),
        .. TenantMessages(),
        .. WorkerMessages(),
        .. SchedulerEvents(),
        new("SZ1", 1, SchedulerSnapshot()),
        .. SchedulerMessages(),
        .. NodeMessages(),
        .. HistoryMessages(), .. MembershipMessages(),
    ];

    private static IEnumerable<Sample> TenantEvents() =>
    [
        new("TL1", 1, new LimitsChanged(Limits)),
        new("TL1", 2, new LimitsChanged(WeightedLimits)),
        new("TS1", 1, new SpecRecorded(Spec)),
        new("TQ1", 1, new RunQueued
        {
            RunId = RunA,
            SpecId = Spec.Id,
            Schedule = Spec.Schedule,
            Trigger = RunTrigger.Manual,
            ScheduledFor = Noon,
            At = Later,
            Priority = 9,
            RequestId = "request-1",
            RequestedBy = "ops@example.com",
            TraceParent = Trace,
        }),
        new("TK1", 1, new OccurrencesSkipped
        {
            Schedule = Spec.Schedule,
            SpecId = Spec.Id,
            Occurrences = [new SkippedOccurrence(RunA, Noon), new SkippedOccurrence(RunB, Later)],
            Reason = SkipReason.Superseded,
            Detail = "a newer occurrence took its place",
            At = Latest,
        }),
        new("TA1", 1, new AttemptStarted { RunId = RunA, Attempt = 2, FencingToken = 77, Node = Node, At = Noon }),
        new("TE1", 1, new AttemptEnded
        {
            RunId = RunA,
            Attempt = 2,
            Outcome = Outcome,
            At = Later,
            RetryAt = Latest,
            FinalStatus = RunStatus.Failure,
            Reason = "exit_code",
        }),
        new("TC1", 1, new RunCancelRequested(RunA, "ops@example.com", "too slow", Noon)),
        new("TX1", 1, new RunEnded { RunId = RunA, Status = RunStatus.Cancelled, Reason = "cancelled", Detail = "cancelled by ops", At = Noon }),
        new("TG1", 1, new TenantEventGroup(
        [
            new LimitsChanged(Limits),
            new AttemptEnded { RunId = RunA, Attempt = 3, Outcome = Outcome, At = Later, FinalStatus = RunStatus.Failure, Reason = "exit_code" },
            new AttemptStarted { RunId = RunB, Attempt = 1, FencingToken = 18, Node = Node, At = Later },
        ])),
    ];

    private static TenantState TenantSnapshot()
    {
        var queued = new Run
        {
            Id = RunA,
            SpecId = Spec.Id,
            Schedule = Spec.Schedule,
            Trigger = RunTrigger.Backfill,
            ScheduledFor = Noon,
            QueuedAt = Noon,
            Priority = 3,
            Status = RunStatus.Queued,
        };
        var waiting = queued with
        {
            Id = RunB,
            Trigger = RunTrigger.Schedule,
            Status = RunStatus.WaitingRetry,
            Attempt = 2,
            RetriesUsed = 1,
            FencingToken = 41,
            AttemptStartedAt = Noon,
            RetryAt = Later,
        };
        var running = waiting with
        {
            Id = RunC,
            Status = RunStatus.Running,
            FencingToken = 42,
            Node = Node,
            RetryAt = null,
            CancelRequested = new CancelRequest("ops@example.com", "too slow"),
            TraceParent = Trace,
        };
        return new TenantState
        {
            TenantId = "acme",
            Limits = Limits,
            Specs = ImmutableDictionary.Create<string, JobSpec>(StringComparer.Ordinal).Add(Spec.Id, Spec),
            Schedules = ImmutableDictionary.Create<string, TenantSchedule>(StringComparer.Ordinal)
                .Add(Spec.Schedule, new TenantSchedule { CurrentSpecId = Spec.Id, AcceptedUntil = Noon, Active = 2, Queued = 1 }),
            Runs = ImmutableDictionary<Guid, Run>.Empty.Add(RunA, queued).Add(RunB, waiting).Add(RunC, running),
            Queue = ImmutableSortedSet.Create(QueuePlace.Of(queued)),
            Active = [RunC, RunB],
            FencingToken = 42,
            Requests = [new RememberedRequest("request-1", RunB), new RememberedRequest("request-2", RunA)],
        };
    }

    private static IEnumerable<Sample> TenantMessages() =>
    [
        new("TMD1", 1, new RunDue(
            "acme",
            123456789012,
            Limits,
            [new DueSchedule(Spec, [new DueOccurrence(Noon, DueKind.Missed, "no node was up"), new DueOccurrence(Later, DueKind.Due)])])),
        new("TMD1", 2, new RunDue("acme", 123456789012, WeightedLimits, [new DueSchedule(Spec, [new DueOccurrence(Later, DueKind.Due)])])),
        new("TMW1", 1, new WakeTenant("acme")),
        new("TMT1", 1, new TriggerRun("acme", "request-1", "ops@example.com", Limits, Spec, Trace)),
        new("TMT1", 2, new TriggerRun("acme", "request-1", "ops@example.com", WeightedLimits, Spec, Trace)),
        new("TMC1", 1, new CancelRun("acme", RunA, "ops@example.com", "too slow")),
        new("TMG1", 1, new GetTenant("acme")),
        new("TMF1", 1, new AttemptFinished("acme", RunA, 2, Outcome, SlotOffered: true)),
        new("TRD1", 1, new RunDueAck("acme", 123456789012)),
        new("TRA1", 1, new RunAccepted("acme", RunA)),
        new("TRR1", 1, new RunRefused("acme", "the tenant's queue is full (250 runs)")),
        new("TRC1", 1, new CancelReply(RunA, Found: true)),
        new("TRV1", 1, new TenantView
        {
            TenantId = "acme",
            Concurrency = 3,
            Runs =
            [
                new OpenRunView
                {
                    RunId = RunA,
                    Schedule = Spec.Schedule,
                    Trigger = RunTrigger.Rerun,
                    Status = RunStatus.WaitingRetry,
                    ScheduledFor = Noon,
                    QueuedAt = Later,
                    Attempt = 2,
                    Pid = 4711,
                    RetryAt = Latest,
                    WaitsFor = "its retry",
                },
            ],
        }),
    ];

    private static IEnumerable<Sample> WorkerMessages() =>
    [
        new("WR1", 1, new RequestSlot("acme", RunA)),
        new("WG1", 1, new SlotGranted(RunA, Node)),
        new("WL1", 1, new LaunchAttempt(new AttemptOrder
        {
            TenantId = "acme",
            RunId = RunA,
            Attempt = 2,
            FencingToken = 77,
            JobName = Spec.Schedule,
            ConfigFile = Spec.ConfigFile,
            ScheduledFor = Noon,
            Command = ["dativo", "run", "--config", "{config}"],
            Timeout = TimeSpan.FromSeconds(90),
            TraceParent = Trace,
        })),
        new("WP1", 1, new AttemptLaunched(RunA, 2, 4711)),
        new("WC1", 1, new CancelAttempt(RunA, 2)),
        new("WA1", 1, new AttachAttempt("acme", RunA, 2)),
        new("WU1", 1, new AttemptUnknown(RunA, 2)),
        new("WS1", 1, new OutcomeStored(RunA, 2, RunB)),
        new("WR1", 2, new RequestSlot("acme", RunA, 3, -4)),
        new("WN1", 1, new WorkerNews(Node, 7, 8, 9, TakesRuns: true, [new SlotWish("acme", 3, 5), new SlotWish("globex", 1, 4)])),
        new("WO1", 1, new SlotOffer(123456789012, "acme", Node)),
        new("WT1", 1, new OfferTaken(123456789012, "acme", RunA)),
        new("WD1", 1, new OfferDeclined(123456789012, "acme")),
        new("WQ1", 1, new GetWorkerLoad()),
        new("WV1", 1, new WorkerLoad(7, 8, 9, Draining: true)),
    ];

    private static IEnumerable<Sample> SchedulerEvents() =>
    [
        new("SW1", 1, new WatermarkAdvanced(Noon)),
        new("SR1", 1, new SchedulesRegistered(Noon, [new RegisteredRule("a", "cron|0 * * * *|UTC"), new RegisteredRule("b", "interval|300")])),
        new("SD1", 1, new SchedulesRemoved(Noon, ["a", "b"])),
        new("SH1", 1, new SchedulesHeld(Noon, ["a", "b"])),
        new("SL1", 1, new SchedulesReleased(Noon, ["a", "b"])),
        new("SP1", 1, new SchedulePaused("a", Pause)),
        new("SU1", 1, new ScheduleResumed("a", "ops@example.com", Noon)),
        new("SB1", 1, new BacklogsDispatched(["a", "b"])),
    ];

    private static SchedulerState SchedulerSnapshot() => new()
    {
        Watermark = Noon,
        Registrations = SchedulerState.Empty.Registrations.With("a", new Registration("cron|0 * * * *|UTC", Noon)).With("b", new Registration("interval|300", Later)),
        Pauses = SchedulerState.Empty.Pauses.Add("a", Pause),
        Held = SchedulerState.Empty.Held.Add("b"),
        SilentSince = SchedulerState.Empty.SilentSince.Add("a", Noon).Add("b", Later),
        Backlogs = SchedulerState.Empty.Backlogs.Add("a", new Backlog(Noon, Later, Paused: true)),
    };

    private static IEnumerable<Sample> SchedulerMessages() =>
    [
        new("SML1", 1, new GetSchedules("a", 500)),
        new("SMG1", 1, new GetSchedule("a")),
        new("SMT1", 1, new TriggerSchedule("a", "request-1", "ops@example.com")),
        new("SMP1", 1, new PauseSchedule("a", "ops@example.com", "maintenance", Latest)),
        new("SMU1", 1, new ResumeSchedule("a", "ops@example.com")),
        new("SRL1", 1, new SchedulePage([View], More: true)),
        new("SRG1", 1, new ScheduleReply(View)),
        new("SRT1", 1, new TriggerRefused("a", "its job file is broken")),
    ];

    private static IEnumerable<Sample> NodeMessages() =>
    [
        new("NL1", 1, new LeaveCluster("ops@example.com")),
        new("NA1", 1, NodeLeaves.Instance),
        new("NG1", 1, GetNodeReport.Instance),
        new("NR1", 1, new NodeReport
        {
            Version = "0.2.0",
            Database = "postgresql",
            DatabaseProblem = "the database does not answer",
            Slots = new SlotReport(3, 8, 2),
            SlotsProblem = "the worker did not answer within 700 ms",
            Shards = [new ShardReport("7", 12), new ShardReport("42", 1)],
            ShardsProblem = "1 shards did not answer",
        }),
        new("NF1", 1, new ReadRunLog(RunB, RunA, 2, 49_152, 65_536)),
        new("NC1", 1, new RunLogChunk(Found: true, [104, 101, 108, 108, 111, 10, 255], MayGrow: true, "the log has 10 bytes")),
    ];

    private static IEnumerable<Sample> HistoryMessages() =>
    [
        new("HH1", 1, JournalHint.Instance),
        new("HG1", 1, GetProjectionStatus.Instance),
        new("HS1", 1, new ProjectionStatus { Offset = 4711, LastSuccess = Noon, CaughtUpAt = Later, LastError = "The history cannot be written", FailingSince = Latest }),
        new("HC1", 1, new CatchUp(4711)),
        new("HU1", 1, new CaughtUp(4712)),
    ];

    private static IEnumerable<Sample> MembershipMessages() =>
    [
        new("MA1", 1, new AskForLife(Node, 123_456_789)),
        new("MU1", 1, new DatabaseUnreachable(Node, 123_456_789)),
        new("MR1", 1, new LeaseRenewedForYou(123_456_789)),
    ];

    private static ImmutableSortedDictionary<string, T> Sorted<T>(params ReadOnlySpan<(string Key, T Value)> entries)
    {
        var builder = ImmutableSortedDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        foreach (var (key, value) in entries)
            builder.Add(key, value);
        return builder.ToImmutable();
    }
}
