using System.Data.Common;
using Akka.Actor;
using Akka.Event;
using Microsoft.Extensions.Logging;

namespace Dativo.Actors.History;

/// <summary>
/// Keeps the history up with the journal: one step at a time, woken by hints, and by a poll for what no hint told. Runs once in
/// the cluster; should two run for a moment, the offset in each transaction keeps them from writing anything twice.
/// </summary>
/// <remarks>
/// An event that cannot be read stops the projection before it: the tables then lag, which is visible and can be made good,
/// where passing over it would leave a run forever unfinished. The status says so, and the step is tried again with a growing
/// pause, so that a restored journal or a newer node heals it.
/// </remarks>
internal sealed class ProjectionActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan GapPause = TimeSpan.FromMilliseconds(10);

    private readonly HistoryOptions _options;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stopping = new();
    private readonly HistoryProjector _projector;
    private readonly List<Waiter> _waiters = [];
    private Task _step = Task.CompletedTask;
    private bool _stepping;
    private int _hints;
    private Pause _pause;
    private int _failures;
    private string? _loggedError;
    private OpenGap? _gap;
    private ProjectionStatus _status = new() { Offset = 0 };

    public ProjectionActor(HistoryDatabase database, HistoryOptions options, TimeProvider time, ILogger<ProjectionActor> logger)
    {
        _options = options;
        _time = time;
        _projector = new HistoryProjector(database, JournalReader.Create(options, Context.System), options.BatchSize, logger);
        Receive<JournalHint>(_ => Wake());
        Receive<Poll>(_ => Wake());
        Receive<PauseOver>(over => EndPause(over.Kind));
        Receive<StepEnded>(ended => OnStep(ended.Step, ended.Waiters));
        Receive<StepFailed>(failed => OnFailure(failed.Error));
        Receive<GetProjectionStatus>(_ => Sender.Tell(_status));
        Receive<CatchUp>(OnCatchUp);
    }

    private enum Pause
    {
        None,

        /// <summary>The last step began a moment ago: hints gather.</summary>
        Interval,

        /// <summary>It is a busy time: what is about to start needs the machine and the database more than the history does.</summary>
        Busy,

        /// <summary>Somebody else's transaction has to end.</summary>
        Gap,

        /// <summary>The last step failed.</summary>
        Backoff,
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    private bool IsWanted => _hints > 0 || HasNewWaiters;

    private bool HasNewWaiters => _waiters.Exists(w => w.Target is null);

    /// <summary>The projection's props.</summary>
    public static Props Props(HistoryDatabase database, HistoryOptions options, TimeProvider time, ILogger<ProjectionActor> logger) =>
        Akka.Actor.Props.Create(() => new ProjectionActor(database, options, time, logger));

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe<JournalHint>(Self);
        Timers.StartPeriodicTimer(nameof(Poll), Poll.Instance, _options.PollInterval);
        Wake();
    }

    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        _stopping.Cancel();
        // The step under way still uses the connections.
        _ = _step.ContinueWith(_ => _projector.DisposeAsync().AsTask(), TaskScheduler.Default).Unwrap().ContinueWith(_ => _stopping.Dispose(), TaskScheduler.Default);
    }

    private void Wake()
    {
        _hints++;
        if (!_stepping && _pause == Pause.None)
            StartStep();
    }

    private void StartStep()
    {
        _hints = 0;
        _stepping = true;
        if (_options.BatchInterval > TimeSpan.Zero)
            StartPause(Pause.Interval, _options.BatchInterval);
        // Those who ask from now on may ask for events that this step does not find.
        var waiters = _waiters.Count;
        var step = _projector.StepAsync(HasNewWaiters, _stopping.Token);
        _step = step;
        step.PipeTo(Self, success: result => new StepEnded(result, waiters), failure: error => new StepFailed(error));
    }

    private void OnStep(ProjectionStep step, int waiters)
    {
        _stepping = false;
        if (step.Problem is { } problem)
        {
            _status = _status with { Offset = step.Offset };
            AnswerWaiters(step.Offset, step.Head, waiters);
            OnFailure(problem);
            return;
        }

        var now = _time.GetUtcNow();
        if (_failures > 0)
            _log.Info("The history goes on, at ordering {0}, after {1} failed steps since {2:O}", step.Offset, _failures, _status.FailingSince);
        _failures = 0;
        _loggedError = null;
        _status = new ProjectionStatus
        {
            Offset = step.Offset,
            LastSuccess = now,
            CaughtUpAt = step.IsCaughtUp ? now : _status.CaughtUpAt,
        };
        NoteGap(step.Gap, now);
        AnswerWaiters(step.Offset, step.Head, waiters);
        if (step.Gap is not null)
            StartPause(Pause.Gap, GapPause);
        else if (step.More)
            StartStep();
        else if (IsBusy(step.Events))
            StartPause(Pause.Busy, _options.BusyInterval);
        else if (_pause == Pause.None && IsWanted)
            StartStep();
    }

    private void OnFailure(Exception error)
    {
        _stepping = false;
        if (_stopping.IsCancellationRequested)
            return;
        var message = error is HistoryException ? error.Message : $"The history cannot be written: {error.Message}";
        var pause = Backoff(_failures++);
        _status = _status with { LastError = message, FailingSince = _status.FailingSince ?? _time.GetUtcNow() };
        if (_loggedError != message)
        {
            _loggedError = message;
            // The stack helps only where the cause is neither the database nor the data.
            var cause = error is HistoryException or DbException or TimeoutException ? null : error;
            _log.Error(cause, "{0} Runs go on; trying again, at first after {1}", message, pause);
        }

        StartPause(Pause.Backoff, pause);
    }

    private bool IsBusy(int events) => events >= _options.BusyBatch && _options.BusyInterval > TimeSpan.Zero;

    private TimeSpan Backoff(int failures)
    {
        var doublings = Math.Min(failures, 30);
        var pause = _options.MinBackoff * Math.Pow(2, doublings);
        return pause < _options.MaxBackoff ? pause : _options.MaxBackoff;
    }

    private void NoteGap(JournalGap? gap, DateTimeOffset now)
    {
        if (gap is null)
        {
            _gap = null;
            return;
        }

        if (_gap?.After != gap.After)
            _gap = new OpenGap(gap.After, now);
        if (now - _gap.Since < _options.GapPatience)
            return;
        var message =
            $"The history waits after ordering {gap.After} since {_gap.Since:O} for a write to the journal that has not ended (PostgreSQL server process {gap.Holders}). "
            + "Should its client hang, end it with pg_terminate_backend.";
        _status = _status with { LastError = message, FailingSince = _gap.Since };
        if (!_gap.IsLogged)
            _log.Warning("{0}", message);
        _gap = _gap with { IsLogged = true };
    }

    private void OnCatchUp(CatchUp request)
    {
        if (request.Ordering is { } ordering && ordering <= _status.Offset)
        {
            Sender.Tell(new CaughtUp(_status.Offset));
            return;
        }

        _waiters.Add(new Waiter(Sender, request.Ordering));
        Wake();
    }

    private void AnswerWaiters(long offset, long? head, int waiters)
    {
        for (var i = Math.Min(waiters, _waiters.Count) - 1; i >= 0; i--)
            _waiters[i] = _waiters[i] with { Target = _waiters[i].Target ?? head };
        foreach (var waiter in _waiters.Where(w => w.Target <= offset))
            waiter.Asker.Tell(new CaughtUp(offset));
        _waiters.RemoveAll(w => w.Target <= offset);
    }

    private void StartPause(Pause kind, TimeSpan length)
    {
        _pause = kind;
        Timers.StartSingleTimer(nameof(PauseOver), new PauseOver(kind), length);
    }

    private void EndPause(Pause kind)
    {
        if (kind != _pause)
            return;
        _pause = Pause.None;
        if (_stepping)
            return;
        if (kind == Pause.Interval && IsBusy(_hints) && !HasNewWaiters)
            StartPause(Pause.Busy, _options.BusyInterval);
        else if (IsWanted || kind is Pause.Gap or Pause.Backoff)
            StartStep();
    }

    /// <summary>Who waits for a place in the journal; null until the journal's end was looked up for them.</summary>
    private sealed record Waiter(IActorRef Asker, long? Target);

    private sealed record OpenGap(long After, DateTimeOffset Since, bool IsLogged = false);

    private sealed record Poll : IDeadLetterSuppression
    {
        public static readonly Poll Instance = new();
    }

    private sealed record PauseOver(Pause Kind) : IDeadLetterSuppression;

    private sealed record StepEnded(ProjectionStep Step, int Waiters) : IDeadLetterSuppression;

    private sealed record StepFailed(Exception Error) : IDeadLetterSuppression;
}
