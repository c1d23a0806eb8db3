using System.Collections.Immutable;
using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Tests.Tenants;

/// <summary>A tenant whose decisions are applied at once, with a clock of its own: what the tests of single rules tell their stories with.</summary>
internal sealed class TenantScenario
{
    public const string Node = "akka://dativo@one:1#1";

    public static readonly DateTimeOffset Ten = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private int _ids;
    private int _requests;

    public TenantScenario(TenantLimits? limits = null) => Limits = limits ?? new TenantLimits();

    public TenantState State { get; private set; } = TenantState.Empty("acme");

    public TenantLimits Limits { get; set; }

    public DateTimeOffset Now { get; set; } = Ten;

    public HashSet<Guid> Places { get; } = [];

    private DecisionContext Context => new(Now, () => new Guid(++_ids, 0, 0, new byte[8]));

    public static JobSpec Spec(string schedule = "orders") => new() { Schedule = schedule, ConfigFile = $"/jobs/{schedule}.yaml" };

    /// <summary>An instant that many minutes after ten o'clock.</summary>
    public static DateTimeOffset At(int minute) => Ten.AddMinutes(minute);

    public ImmutableArray<ITenantEvent> Due(JobSpec spec, params int[] minutes) => Batch(spec, DueKind.Due, minutes);

    public ImmutableArray<ITenantEvent> Batch(JobSpec spec, DueKind kind, params int[] minutes) =>
        Accept(new DueSchedule(spec, [.. minutes.Select(minute => new DueOccurrence(At(minute), kind))]));

    public ImmutableArray<ITenantEvent> Accept(params DueSchedule[] schedules) =>
        Tell(TenantDecisions.Accept(State, new RunDue("acme", 1, Limits, [.. schedules]), Context));

    /// <summary>Makes one occurrence due and gives the run it became.</summary>
    public Guid Queue(JobSpec spec, int minute) => Assert.Single(Due(spec, minute).OfType<RunQueued>()).RunId;

    public ImmutableArray<ITenantEvent> Trigger(JobSpec spec, out string? refusal, string? request = null) =>
        Tell(TenantDecisions.Trigger(State, new TriggerRun("acme", request ?? $"request {++_requests}", "ann", Limits, spec), Context, out refusal));

    public Guid[] Startable() => [.. TenantDecisions.Startable(State, Places)];

    public bool MayRetry(Guid run) => TenantDecisions.MayRetry(State, run, Places);

    public string? WaitsFor(Guid run) => TenantDecisions.WaitsFor(State, State.Runs[run], Places);

    public ImmutableArray<ITenantEvent> TryStart(Guid run) => Tell(TenantDecisions.Start(State, run, Node, Context));

    public AttemptStarted Start(Guid run) => Assert.IsType<AttemptStarted>(Assert.Single(TryStart(run)));

    /// <summary>Makes one occurrence due and starts the run it became.</summary>
    public Guid Started(JobSpec spec, int minute)
    {
        var run = Queue(spec, minute);
        Start(run);
        return run;
    }

    public ImmutableArray<ITenantEvent> TryFinish(Guid run, int attempt, AttemptOutcome outcome) =>
        Tell(TenantDecisions.Finish(State, run, attempt, outcome, Context));

    public AttemptEnded Finish(Guid run, AttemptOutcome outcome) =>
        Assert.IsType<AttemptEnded>(Assert.Single(TryFinish(run, State.Runs[run].Attempt, outcome)));

    public AttemptEnded Finish(Guid run, int exitCode, string? error = null) => Finish(run, Exited(exitCode, error));

    public AttemptEnded Finish(Guid run, AttemptOutcomeKind kind) => Finish(run, new AttemptOutcome { Kind = kind });

    public ImmutableArray<ITenantEvent> Cancel(Guid run, string by = "ann", string reason = "not today") =>
        Tell(TenantDecisions.Cancel(State, run, by, reason, Context));

    public static AttemptOutcome Exited(int exitCode, string? error = null) =>
        new() { Kind = AttemptOutcomeKind.Exited, ExitCode = exitCode, Error = error };

    private ImmutableArray<ITenantEvent> Tell(ImmutableArray<ITenantEvent> events)
    {
        foreach (var @event in events)
            State = State.Apply(@event);
        return events;
    }
}
