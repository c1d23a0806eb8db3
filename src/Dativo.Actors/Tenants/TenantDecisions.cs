using System.Collections.Immutable;
using System.Globalization;
using Dativo.Actors.Configuration;
using Dativo.Actors.Jobs;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Tenants;

/// <summary>What a decision may use besides the state: the time, and a source of run ids.</summary>
/// <param name="Now">The instant of the decision.</param>
/// <param name="NewRunId">Gives a new run id at each call.</param>
public sealed record DecisionContext(DateTimeOffset Now, Func<Guid> NewRunId);

/// <summary>
/// The tenant's rules: each turns a state and a command into events, without effects. A command that was
/// answered before gives no events, so that every sender may repeat itself.
/// </summary>
public static class TenantDecisions
{
    /// <summary>Accepts or skips due occurrences; those accepted before are dropped.</summary>
    public static ImmutableArray<ITenantEvent> Accept(TenantState state, RunDue command, DecisionContext context)
    {
        var story = new TenantStory(state);
        KeepLimits(story, command.Limits);
        foreach (var due in command.Schedules)
        {
            var skipped = new SkippedOccurrences(story, due.Spec, context);
            var acceptedUntil = story.State.ScheduleOf(due.Spec.Schedule).AcceptedUntil ?? DateTimeOffset.MinValue;
            foreach (var occurrence in due.Occurrences)
            {
                if (occurrence.ScheduledFor <= acceptedUntil)
                    continue;
                acceptedUntil = occurrence.ScheduledFor;
                KeepSpec(story, due.Spec);
                switch (occurrence.Kind)
                {
                    case DueKind.Missed:
                        skipped.Add(occurrence.ScheduledFor, SkipReason.Missed, occurrence.Detail ?? "no node was up when it was due");
                        break;
                    case DueKind.Disabled:
                        skipped.Add(occurrence.ScheduledFor, SkipReason.Disabled, occurrence.Detail ?? "the schedule was paused when it was due");
                        break;
                    default:
                        var superseded = occurrence.Kind == DueKind.Due ? Superseded(story.State, due.Spec) : [];
                        if (OverlapOf(story.State, due.Spec, occurrence.Kind, superseded.Length) is { } reason)
                        {
                            skipped.Add(occurrence.ScheduledFor, SkipReason.Overlap, reason);
                            break;
                        }

                        skipped.Flush();
                        if (occurrence.Kind == DueKind.Due && due.Spec.Overlap == OverlapPolicy.CancelRunning)
                            MakeWay(story, due.Spec, superseded, occurrence.ScheduledFor, context);
                        story.Add(Queued(due.Spec, RunTrigger.Schedule, occurrence.ScheduledFor, context));
                        break;
                }
            }

            skipped.Flush();
        }

        return story.Events;
    }

    /// <summary>Accepts a run that somebody asked for, or says why not.</summary>
    public static ImmutableArray<ITenantEvent> Trigger(TenantState state, TriggerRun command, DecisionContext context, out string? refusal)
    {
        refusal = null;
        if (state.RunOfRequest(command.RequestId) is not null)
            return [];
        if (state.Queue.Count >= command.Limits.MaxQueuedRuns)
        {
            refusal = QueueIsFull(command.Limits);
            return [];
        }

        var story = new TenantStory(state);
        KeepLimits(story, command.Limits);
        KeepSpec(story, command.Spec);
        story.Add(Queued(command.Spec, RunTrigger.Manual, context.Now, context) with
        {
            RequestId = command.RequestId,
            RequestedBy = command.By,
            TraceParent = command.TraceParent,
        });
        return story.Events;
    }

    /// <summary>
    /// The queued runs that may take a place now, in their order. <paramref name="places"/> are the runs that were given
    /// one and whose attempt has not started yet.
    /// </summary>
    public static ImmutableArray<Guid> Startable(TenantState state, IReadOnlySet<Guid> places)
    {
        if (state.Queue.IsEmpty)
            return [];
        var free = state.Limits.Concurrency - PlacesTaken(state, places);
        if (free <= 0)
            return [];

        var startable = ImmutableArray.CreateBuilder<Guid>();
        var chosen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var id in places)
        {
            if (IsQueued(state, id))
                Count(chosen, state.Runs[id].Schedule);
        }

        foreach (var place in state.Queue)
        {
            if (free == 0)
                break;
            if (places.Contains(place.RunId))
                continue;
            var run = state.Runs[place.RunId];
            if (state.ScheduleOf(run.Schedule).Active + chosen.GetValueOrDefault(run.Schedule) >= MaxConcurrentRunsOf(state, run))
                continue;
            startable.Add(run.Id);
            Count(chosen, run.Schedule);
            free--;
        }

        return startable.ToImmutable();
    }

    /// <summary>
    /// Whether a run whose retry is due may start its next attempt: when fewer attempts than the limits allow are under
    /// way or have a place. Where a waiting retry holds the tenant that is so by itself, save after a limit was lowered:
    /// then the runs that started first go on first.
    /// </summary>
    public static bool MayRetry(TenantState state, Guid runId, IReadOnlySet<Guid> places)
    {
        if (!state.Runs.TryGetValue(runId, out var run) || run.Status != RunStatus.WaitingRetry)
            return false;
        return HasRoom(state, run, places) && (!state.Limits.RetryHoldsTenant || state.Active.IndexOf(runId) < state.Limits.Concurrency);
    }

    /// <summary>
    /// Starts the next attempt of a run that has a slot. No events when the run ended meanwhile, and none while limits
    /// that were lowered after it got its place are filled by attempts under way: the slot's holder asks again.
    /// </summary>
    public static ImmutableArray<ITenantEvent> Start(TenantState state, Guid runId, string node, DecisionContext context)
    {
        if (!state.Runs.TryGetValue(runId, out var run) || run.Status == RunStatus.Running || run.CancelRequested is not null)
            return [];
        if (!HasRoom(state, run, ImmutableHashSet<Guid>.Empty))
            return [];
        return
        [
            new AttemptStarted
            {
                RunId = runId,
                Attempt = run.Attempt + 1,
                FencingToken = state.FencingToken + 1,
                Node = node,
                At = context.Now,
            },
        ];
    }

    /// <summary>Takes the outcome of an attempt and decides what follows; no events when it is known already.</summary>
    public static ImmutableArray<ITenantEvent> Finish(TenantState state, Guid runId, int attempt, AttemptOutcome outcome, DecisionContext context)
    {
        if (!state.Runs.TryGetValue(runId, out var run) || run.Status != RunStatus.Running || run.Attempt != attempt)
            return [];
        var ended = new AttemptEnded { RunId = runId, Attempt = attempt, Outcome = outcome, At = context.Now };
        return [Follow(ended, run, state.SpecOf(run).Retry, context)];
    }

    /// <summary>Takes an operator's wish to end a run; no events when it is known already or there is no such open run.</summary>
    public static ImmutableArray<ITenantEvent> Cancel(TenantState state, Guid runId, string by, string reason, DecisionContext context)
    {
        if (!state.Runs.TryGetValue(runId, out var run) || run.CancelRequested is not null)
            return [];
        if (run.Status == RunStatus.Running)
            return [new RunCancelRequested(runId, by, reason, context.Now)];
        return
        [
            new RunEnded
            {
                RunId = runId,
                Status = RunStatus.Cancelled,
                Reason = "cancelled",
                Detail = $"cancelled by {by}: {reason}",
                At = context.Now,
            },
        ];
    }

    /// <summary>
    /// What a run waits for, in words; null when its process may run. <paramref name="slots"/> is what is known of all
    /// workers' slots; null: nothing.
    /// </summary>
    public static string? WaitsFor(TenantState state, Run run, IReadOnlySet<Guid> places, SlotOverview? slots = null)
    {
        switch (run.Status)
        {
            case RunStatus.Running:
                return null;
            case RunStatus.WaitingRetry when !places.Contains(run.Id):
                return $"its retry, due {run.RetryAt?.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)}";
        }

        if (places.Contains(run.Id))
            return FreeSlot(slots);
        var ofSchedule = state.Active.Where(id => state.Runs[id].Schedule == run.Schedule).ToArray();
        if (ofSchedule.Length >= MaxConcurrentRunsOf(state, run))
            return $"run {ofSchedule[0]} of the same schedule (max_concurrent_runs {MaxConcurrentRunsOf(state, run)})";
        var holder = state.Active.FirstOrDefault(id => HoldsPlace(state, state.Runs[id]));
        if (holder != default)
        {
            var holding = state.Runs[holder];
            var how = holding.Status == RunStatus.WaitingRetry ? "waits for its retry and holds" : "holds";
            return $"run {holder} of schedule {holding.Schedule}, which {how} the tenant (concurrency {state.Limits.Concurrency})";
        }

        return "an earlier run of the tenant's queue";
    }

    private static AttemptEnded Follow(AttemptEnded ended, Run run, RetryPolicy retry, DecisionContext context)
    {
        var outcome = ended.Outcome;
        switch (outcome.Kind)
        {
            case AttemptOutcomeKind.Exited when outcome.ExitCode == 0:
                return ended with { FinalStatus = RunStatus.Success };
            case AttemptOutcomeKind.Cancelled:
            case not AttemptOutcomeKind.TimedOut when run.CancelRequested is not null:
                return ended with { FinalStatus = RunStatus.Cancelled, Reason = "cancelled" };
            case AttemptOutcomeKind.TimedOut:
                return ended with { FinalStatus = RunStatus.TimedOut, Reason = "timeout" };
            case AttemptOutcomeKind.StartFailed:
                return ended with { FinalStatus = RunStatus.Failure, Reason = "start_failed" };
            case AttemptOutcomeKind.Interrupted:
                return ended with { RetryAt = context.Now, Reason = "interrupted" };
        }

        var exitCode = outcome.ExitCode ?? -1;
        if (RetryDecision.NextDelay(retry, exitCode, outcome.Error, run.RetriesUsed) is { } delay)
            return ended with { RetryAt = context.Now + delay, Reason = "exit_code" };
        return ended with { FinalStatus = exitCode == 1 ? RunStatus.Partial : RunStatus.Failure, Reason = "exit_code" };
    }

    private static string? OverlapOf(TenantState state, JobSpec spec, DueKind kind, int superseded)
    {
        var schedule = state.ScheduleOf(spec.Schedule);
        var outstanding = schedule.Active + schedule.Queued;
        if (kind == DueKind.Due && outstanding >= spec.MaxConcurrentRuns)
        {
            if (spec.Overlap == OverlapPolicy.Skip)
                return $"{Runs(outstanding)} of the schedule still active or queued, and overlap is skip";
            if (spec.Overlap == OverlapPolicy.QueueOne && schedule.Queued > 0)
                return $"{(schedule.Active == 0 ? "a run of the schedule" : $"{Runs(schedule.Active)} of the schedule still active, and one")} already waits (overlap is queue_one)";
        }

        return state.Queue.Count - superseded >= state.Limits.MaxQueuedRuns ? QueueIsFull(state.Limits) : null;
    }

    // The queued occurrences that a new one takes the place of under cancel_running: the oldest, and no more than are too many.
    private static ImmutableArray<Guid> Superseded(TenantState state, JobSpec spec)
    {
        var schedule = state.ScheduleOf(spec.Schedule);
        var tooMany = schedule.Active + schedule.Queued - spec.MaxConcurrentRuns + 1;
        if (spec.Overlap != OverlapPolicy.CancelRunning || tooMany <= 0 || schedule.Queued == 0)
            return [];
        return
        [
            .. state.Queue
                .Where(place => state.Runs[place.RunId] is { Trigger: RunTrigger.Schedule } run && run.Schedule == spec.Schedule)
                .OrderBy(place => place.ScheduledFor)
                .Take(tooMany)
                .Select(place => place.RunId),
        ];
    }

    private static void MakeWay(TenantStory story, JobSpec spec, ImmutableArray<Guid> superseded, DateTimeOffset scheduledFor, DecisionContext context)
    {
        var reason = string.Create(CultureInfo.InvariantCulture, $"superseded by the occurrence of {scheduledFor:yyyy-MM-dd'T'HH:mm:ss'Z'}");
        foreach (var id in superseded)
        {
            story.Add(new RunEnded
            {
                RunId = id,
                Status = RunStatus.Skipped,
                Reason = SkipReason.Superseded.Name(),
                Detail = reason,
                At = context.Now,
            });
        }

        var tooMany = story.State.ScheduleOf(spec.Schedule).Active - spec.MaxConcurrentRuns + 1;
        foreach (var id in story.State.Active)
        {
            if (tooMany <= 0)
                break;
            if (story.State.Runs[id].Schedule != spec.Schedule)
                continue;
            foreach (var @event in Cancel(story.State, id, "overlap: cancel_running", reason, context))
                story.Add(@event);
            tooMany--;
        }
    }

    private static RunQueued Queued(JobSpec spec, RunTrigger trigger, DateTimeOffset scheduledFor, DecisionContext context) => new()
    {
        RunId = context.NewRunId(),
        SpecId = spec.Id,
        Schedule = spec.Schedule,
        Trigger = trigger,
        ScheduledFor = scheduledFor,
        At = context.Now,
        Priority = spec.Priority,
    };

    private static void KeepLimits(TenantStory story, TenantLimits limits)
    {
        if (story.State.Limits != limits)
            story.Add(new LimitsChanged(limits));
    }

    private static void KeepSpec(TenantStory story, JobSpec spec)
    {
        if (story.State.ScheduleOf(spec.Schedule).CurrentSpecId != spec.Id)
            story.Add(new SpecRecorded(spec));
    }

    // The newest definition's limit holds for runs that were accepted under an older one.
    private static int MaxConcurrentRunsOf(TenantState state, Run run)
    {
        var current = state.ScheduleOf(run.Schedule).CurrentSpecId;
        return (current is not null && state.Specs.TryGetValue(current, out var spec) ? spec : state.SpecOf(run)).MaxConcurrentRuns;
    }

    private static int PlacesTaken(TenantState state, IReadOnlySet<Guid> places)
    {
        var taken = places.Count == 0 ? 0 : places.Count(state.Runs.ContainsKey);
        foreach (var id in state.Active)
        {
            if (!places.Contains(id) && HoldsPlace(state, state.Runs[id]))
                taken++;
        }

        return taken;
    }

    // Whether one more attempt beside those under way, and those that have a place, is within the limits.
    private static bool HasRoom(TenantState state, Run run, IReadOnlySet<Guid> places)
    {
        var others = places.Where(state.Runs.ContainsKey)
            .Concat(state.Active.Where(id => !places.Contains(id) && state.Runs[id].Status == RunStatus.Running))
            .Where(id => id != run.Id)
            .ToArray();
        return others.Length < state.Limits.Concurrency
            && others.Count(id => state.Runs[id].Schedule == run.Schedule) < MaxConcurrentRunsOf(state, run);
    }

    private static bool HoldsPlace(TenantState state, Run run) => run.Status == RunStatus.Running || state.Limits.RetryHoldsTenant;

    private static bool IsQueued(TenantState state, Guid id) => state.Runs.TryGetValue(id, out var run) && run.Status == RunStatus.Queued;

    private static void Count(Dictionary<string, int> counts, string schedule) => counts[schedule] = counts.GetValueOrDefault(schedule) + 1;

    private static string QueueIsFull(TenantLimits limits) => $"the tenant's queue is full ({limits.MaxQueuedRuns} runs)";

    private static string FreeSlot(SlotOverview? slots)
    {
        if (slots is null)
            return "a free worker slot";
        var workers = slots.Workers == 1 ? "1 worker" : string.Create(CultureInfo.InvariantCulture, $"{slots.Workers} workers");
        var others = Math.Max(0, slots.Waiting - 1);
        var waiting = others == 0 ? "no other run waits" : string.Create(CultureInfo.InvariantCulture, $"{others} other {(others == 1 ? "run waits" : "runs wait")}");
        return string.Create(CultureInfo.InvariantCulture, $"a free worker slot ({slots.SlotsInUse} of {slots.Slots} in use on {workers}, {waiting})");
    }

    private static string Runs(int count) => count == 1 ? "1 run" : $"{count} runs";

    /// <summary>Gathers neighbouring skips of one reason into one event.</summary>
    private sealed class SkippedOccurrences(TenantStory story, JobSpec spec, DecisionContext context)
    {
        private readonly ImmutableArray<SkippedOccurrence>.Builder _occurrences = ImmutableArray.CreateBuilder<SkippedOccurrence>();
        private (SkipReason Reason, string Detail) _why;

        public void Add(DateTimeOffset scheduledFor, SkipReason reason, string detail)
        {
            if (_occurrences.Count > 0 && _why != (reason, detail))
                Flush();
            _why = (reason, detail);
            _occurrences.Add(new SkippedOccurrence(context.NewRunId(), scheduledFor));
        }

        public void Flush()
        {
            if (_occurrences.Count == 0)
                return;
            story.Add(new OccurrencesSkipped
            {
                Schedule = spec.Schedule,
                SpecId = spec.Id,
                Occurrences = _occurrences.ToImmutable(),
                Reason = _why.Reason,
                Detail = _why.Detail,
                At = context.Now,
            });
            _occurrences.Clear();
        }
    }
}
