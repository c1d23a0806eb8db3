using System.Collections.Immutable;
using Dativo.Actors.Jobs;

namespace Dativo.Actors.Tenants;

/// <summary>
/// A tenant's memory: what its events add up to. <see cref="Apply"/> is the only way to change it; finished runs
/// leave it, the history keeps them.
/// </summary>
public sealed record TenantState
{
    /// <summary>The state of a tenant that nothing is known of.</summary>
    public static TenantState Empty(string tenantId) => new() { TenantId = tenantId };

    /// <summary>The tenant.</summary>
    public required string TenantId { get; init; }

    /// <summary>Its limits.</summary>
    public TenantLimits Limits { get; init; } = new();

    /// <summary>The specs that schedules or open runs refer to, by id.</summary>
    public ImmutableDictionary<string, JobSpec> Specs { get; init; } = ImmutableDictionary.Create<string, JobSpec>(StringComparer.Ordinal);

    /// <summary>What is known of each schedule, by name.</summary>
    public ImmutableDictionary<string, TenantSchedule> Schedules { get; init; } = ImmutableDictionary.Create<string, TenantSchedule>(StringComparer.Ordinal);

    /// <summary>The open runs.</summary>
    public ImmutableDictionary<Guid, Run> Runs { get; init; } = ImmutableDictionary<Guid, Run>.Empty;

    /// <summary>The queued runs in the order in which they start: priority, then time.</summary>
    public ImmutableSortedSet<QueuePlace> Queue { get; init; } = ImmutableSortedSet<QueuePlace>.Empty;

    /// <summary>The runs that had a first attempt and have not ended, in the order of their first attempts.</summary>
    public ImmutableArray<Guid> Active { get; init; } = [];

    /// <summary>The fencing token of the newest attempt; 0 before the first.</summary>
    public long FencingToken { get; init; }

    /// <summary>The newest requests, oldest first.</summary>
    public RememberedRequests Requests { get; init; } = RememberedRequests.None;

    /// <summary>The state after an event.</summary>
    public TenantState Apply(ITenantEvent @event) => @event switch
    {
        LimitsChanged e => this with { Limits = e.Limits },
        SpecRecorded e => Record(e.Spec),
        RunQueued e => Enqueue(e),
        OccurrencesSkipped e => Skip(e),
        AttemptStarted e => Start(e),
        AttemptEnded e => End(e),
        RunCancelRequested e => Runs.TryGetValue(e.RunId, out var run)
            ? this with { Runs = Runs.SetItem(e.RunId, run with { CancelRequested = new CancelRequest(e.By, e.Reason) }) }
            : this,
        RunEnded e => Runs.TryGetValue(e.RunId, out var run) ? Remove(run) : this,
        _ => throw new ArgumentException($"No rule for the event {@event.GetType().Name}.", nameof(@event)),
    };

    /// <summary>What is known of a schedule; of one never heard of, nothing.</summary>
    public TenantSchedule ScheduleOf(string name) => Schedules.GetValueOrDefault(name, TenantSchedule.Unknown);

    /// <summary>The spec of an open run.</summary>
    public JobSpec SpecOf(Run run) => Specs[run.SpecId];

    /// <summary>The run that a remembered request made; null when it is not remembered.</summary>
    public Guid? RunOfRequest(string requestId) => Requests.RunOf(requestId);

    private TenantState Record(JobSpec spec)
    {
        var schedule = ScheduleOf(spec.Schedule);
        var next = this with
        {
            Specs = Specs.SetItem(spec.Id, spec),
            Schedules = Schedules.SetItem(spec.Schedule, schedule with { CurrentSpecId = spec.Id }),
        };
        return schedule.CurrentSpecId is { } old ? next.ForgetSpecUnlessUsed(old) : next;
    }

    private TenantState Enqueue(RunQueued e)
    {
        var run = new Run
        {
            Id = e.RunId,
            SpecId = e.SpecId,
            Schedule = e.Schedule,
            Trigger = e.Trigger,
            ScheduledFor = e.ScheduledFor,
            QueuedAt = e.At,
            Priority = e.Priority,
            Status = RunStatus.Queued,
            TraceParent = e.TraceParent,
        };
        var schedule = ScheduleOf(e.Schedule);
        if (e.Trigger == RunTrigger.Schedule)
            schedule = schedule.AcceptedThrough(e.ScheduledFor);
        return this with
        {
            Runs = Runs.Add(run.Id, run),
            Queue = Queue.Add(QueuePlace.Of(run)),
            Schedules = Schedules.SetItem(e.Schedule, schedule with { Queued = schedule.Queued + 1 }),
            Requests = e.RequestId is { } requestId ? Requests.Add(requestId, run.Id) : Requests,
        };
    }

    private TenantState Skip(OccurrencesSkipped e)
    {
        var schedule = ScheduleOf(e.Schedule);
        foreach (var occurrence in e.Occurrences)
            schedule = schedule.AcceptedThrough(occurrence.ScheduledFor);
        return this with { Schedules = Schedules.SetItem(e.Schedule, schedule) };
    }

    private TenantState Start(AttemptStarted e)
    {
        var run = Runs[e.RunId];
        var started = run with
        {
            Status = RunStatus.Running,
            Attempt = e.Attempt,
            FencingToken = e.FencingToken,
            Node = e.Node,
            AttemptStartedAt = e.At,
            RetryAt = null,
        };
        var next = this with { Runs = Runs.SetItem(run.Id, started), FencingToken = Math.Max(FencingToken, e.FencingToken) };
        if (run.Status != RunStatus.Queued)
            return next;

        var schedule = ScheduleOf(run.Schedule);
        return next with
        {
            Queue = Queue.Remove(QueuePlace.Of(run)),
            Active = Active.Add(run.Id),
            Schedules = Schedules.SetItem(run.Schedule, schedule with { Queued = schedule.Queued - 1, Active = schedule.Active + 1 }),
        };
    }

    private TenantState End(AttemptEnded e)
    {
        if (!Runs.TryGetValue(e.RunId, out var run))
            return this;
        if (e.RetryAt is not { } retryAt)
            return Remove(run);
        return this with
        {
            Runs = Runs.SetItem(run.Id, run with
            {
                Status = RunStatus.WaitingRetry,
                RetryAt = retryAt,
                RetriesUsed = run.RetriesUsed + (e.Outcome.Kind == AttemptOutcomeKind.Interrupted ? 0 : 1),
                Node = null,
            }),
        };
    }

    private TenantState Remove(Run run)
    {
        var schedule = ScheduleOf(run.Schedule);
        var next = this with { Runs = Runs.Remove(run.Id) };
        next = run.Status == RunStatus.Queued
            ? next with
            {
                Queue = Queue.Remove(QueuePlace.Of(run)),
                Schedules = Schedules.SetItem(run.Schedule, schedule with { Queued = schedule.Queued - 1 }),
            }
            : next with
            {
                Active = Active.Remove(run.Id),
                Schedules = Schedules.SetItem(run.Schedule, schedule with { Active = schedule.Active - 1 }),
            };
        return next.ForgetSpecUnlessUsed(run.SpecId);
    }

    private TenantState ForgetSpecUnlessUsed(string specId)
    {
        if (!Specs.TryGetValue(specId, out var spec) || ScheduleOf(spec.Schedule).CurrentSpecId == specId)
            return this;
        return Runs.Values.Any(run => run.SpecId == specId) ? this : this with { Specs = Specs.Remove(specId) };
    }
}

/// <summary>What a tenant knows of a schedule.</summary>
public sealed record TenantSchedule
{
    /// <summary>A schedule never heard of.</summary>
    public static readonly TenantSchedule Unknown = new();

    /// <summary>The id of its newest spec; null before the first.</summary>
    public string? CurrentSpecId { get; init; }

    /// <summary>Its newest occurrence that was accepted or skipped: this one and all earlier ones are done with. Null before the first.</summary>
    public DateTimeOffset? AcceptedUntil { get; init; }

    /// <summary>How many of its runs have started and not ended.</summary>
    public int Active { get; init; }

    /// <summary>How many of its runs wait in the queue.</summary>
    public int Queued { get; init; }

    /// <summary>Whether the occurrence was accepted or skipped before.</summary>
    public bool HasAccepted(DateTimeOffset scheduledFor) => AcceptedUntil is { } until && scheduledFor <= until;

    /// <summary>The same with <see cref="AcceptedUntil"/> not earlier than the occurrence.</summary>
    public TenantSchedule AcceptedThrough(DateTimeOffset scheduledFor) =>
        HasAccepted(scheduledFor) ? this : this with { AcceptedUntil = scheduledFor };
}

/// <summary>An open run.</summary>
public sealed record Run
{
    /// <summary>Its id, a UUID v7.</summary>
    public required Guid Id { get; init; }

    /// <summary>The spec it runs by.</summary>
    public required string SpecId { get; init; }

    /// <summary>The schedule's name.</summary>
    public required string Schedule { get; init; }

    /// <summary>What made it.</summary>
    public required RunTrigger Trigger { get; init; }

    /// <summary>The instant it is for.</summary>
    public required DateTimeOffset ScheduledFor { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>Order among waiting runs: higher first.</summary>
    public int Priority { get; init; }

    /// <summary>Queued, running or waiting for a retry.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>The number of its newest attempt; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>How many retries it has used; interrupted attempts use none.</summary>
    public int RetriesUsed { get; init; }

    /// <summary>The fencing token of its newest attempt.</summary>
    public long FencingToken { get; init; }

    /// <summary>The incarnation of the node that runs the attempt under way; null when there is none.</summary>
    public string? Node { get; init; }

    /// <summary>When the newest attempt started; null before the first.</summary>
    public DateTimeOffset? AttemptStartedAt { get; init; }

    /// <summary>When the next attempt is due; null unless it waits for a retry.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Who wants it ended, and why; null when nobody does.</summary>
    public CancelRequest? CancelRequested { get; init; }

    /// <summary>A W3C traceparent; null when tracing is off.</summary>
    public string? TraceParent { get; init; }
}

/// <summary>Who wants a run ended, and why.</summary>
public sealed record CancelRequest(string By, string Reason);

/// <summary>A queued run's place: priority (higher first), then the instant it is for, then its id.</summary>
public readonly record struct QueuePlace(int Priority, DateTimeOffset ScheduledFor, Guid RunId) : IComparable<QueuePlace>
{
    /// <summary>The place of a run.</summary>
    public static QueuePlace Of(Run run) => new(run.Priority, run.ScheduledFor, run.Id);

    /// <inheritdoc />
    public int CompareTo(QueuePlace other)
    {
        var byPriority = other.Priority.CompareTo(Priority);
        if (byPriority != 0)
            return byPriority;
        var byTime = ScheduledFor.CompareTo(other.ScheduledFor);
        return byTime != 0 ? byTime : RunId.CompareTo(other.RunId);
    }
}
