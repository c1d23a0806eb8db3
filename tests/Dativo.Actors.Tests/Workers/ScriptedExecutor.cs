using System.Collections.Concurrent;
using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Tests.Workers;

/// <summary>Attempts that run until the test ends them.</summary>
internal sealed class ScriptedExecutor : IAttemptExecutor
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<Guid, Attempt> _attempts = new();
    private int _running;
    private int _pids;

    /// <summary>Everything that was started, in its order.</summary>
    public ConcurrentQueue<AttemptOrder> Started { get; } = new();

    /// <summary>The most attempts that ever ran at once.</summary>
    public int Most { get; private set; }

    /// <summary>When true, nothing can be started: not even the attempt's outcome comes back.</summary>
    public bool Breaks { get; set; }

    /// <summary>When true, what is started takes until <see cref="Attempt.Launch"/>.</summary>
    public bool IsSlow { get; set; }

    public Task StartAsync(CancellationToken cancellationToken) => _ready.Task;

    public void Ready() => _ready.TrySetResult();

    public Task Lost => _lost.Task;

    public void Lose() => _lost.SetResult();

    public IRunningAttempt Start(AttemptOrder order)
    {
        if (Breaks)
            throw new InvalidOperationException("out of everything");
        var attempt = new Attempt(this, Interlocked.Increment(ref _pids));
        if (!IsSlow)
            attempt.Launch();
        _attempts[order.RunId] = attempt;
        Started.Enqueue(order);
        Most = Math.Max(Most, Interlocked.Increment(ref _running));
        return attempt;
    }

    /// <summary>The attempt of the run that was started last.</summary>
    public Attempt Of(Guid runId) => _attempts[runId];

    public void Exit(Guid runId, int exitCode = 0) => Of(runId).End(new AttemptOutcome { Kind = AttemptOutcomeKind.Exited, ExitCode = exitCode });

    internal sealed class Attempt(ScriptedExecutor executor, int pid) : IRunningAttempt
    {
        private readonly TaskCompletionSource<AttemptOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _launched = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<AttemptOutcomeKind> _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Launched => _launched.Task;

        public int? Pid => pid;

        public Task<AttemptOutcome> Completion => _completion.Task;

        /// <summary>Why it was first told to stop.</summary>
        public Task<AttemptOutcomeKind> Stopped => _stopped.Task;

        public void Stop(AttemptOutcomeKind why) => _stopped.TrySetResult(why);

        public void Launch() => _launched.SetResult();

        public void End(AttemptOutcome outcome)
        {
            Interlocked.Decrement(ref executor._running);
            _completion.SetResult(outcome);
        }

        public void Break(Exception exception)
        {
            Interlocked.Decrement(ref executor._running);
            _completion.SetException(exception);
        }
    }
}
