using System.Collections.Immutable;
using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;
using Dativo.Actors.Workers.Fence;
using Dativo.Actors.Workers.Processes;
using Dativo.Actors.Workers.Processes.Output;
using Microsoft.Extensions.Logging;

namespace Dativo.Actors.Workers;

/// <summary>Runs attempts as processes of this machine.</summary>
internal sealed class ProcessAttemptExecutor(
    IProcessHost host,
    ExecutorSettings settings,
    RunLogFiles logs,
    AttemptsUnderWay underWay,
    FenceKey fenceKey,
    TimeProvider time,
    ILogger<ProcessAttemptExecutor> logger,
    FenceAddress? fenceAddress = null) : IAttemptExecutor
{
    // The convention of shells: a process that signal n ended has the exit code 128 + n.
    private const int SignalBase = 128;

    private readonly Lock _gate = new();
    private Task? _started;
    private volatile Uri? _fence;

    /// <inheritdoc />
    public Task Lost => host.GuardLost;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return _started ??= StartHostAsync(cancellationToken);
    }

    /// <summary>Whether the attempt is under way on this node, so that its log may still grow.</summary>
    public bool IsRunning(Guid runId, int attempt) => underWay.Has(runId, attempt);

    /// <inheritdoc />
    public IRunningAttempt Start(AttemptOrder order)
    {
        underWay.Add(order.RunId, order.Attempt, order.FencingToken);
        return new RunningAttempt(this, order);
    }

    // A job that is told no address does not ask, so none starts before the address is known.
    private async Task StartHostAsync(CancellationToken cancellationToken)
    {
        await host.StartAsync(cancellationToken).ConfigureAwait(false);
        if (fenceAddress is not null)
            _fence = await fenceAddress.Known.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private sealed class MetricsObserver : IProcessObserver
    {
        public JobMetrics Metrics { get; private set; } = JobMetrics.Empty;

        public void OnEvent(OutputEvent outputEvent) => Metrics = Metrics.Apply(outputEvent);
    }

    // The system keeps who starts a process waiting until the program runs: milliseconds on a busy machine, in which a worker has others
    // to serve. So each attempt is started on a thread of the pool.
    private sealed class RunningAttempt : IRunningAttempt
    {
        private readonly ProcessAttemptExecutor _executor;
        private readonly AttemptOrder _order;
        private readonly MetricsObserver _metrics = new();
        private readonly TaskCompletionSource _launched = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock _gate = new();
        private IRunningProcess? _process;
        private AttemptOutcomeKind? _stoppedFor;

        public RunningAttempt(ProcessAttemptExecutor executor, AttemptOrder order)
        {
            _executor = executor;
            _order = order;
            Completion = Task.Run(RunAsync);
        }

        public Task Launched => _launched.Task;

        public int? Pid => Process?.Pid;

        public Task<AttemptOutcome> Completion { get; }

        private IRunningProcess? Process
        {
            get
            {
                lock (_gate)
                    return _process;
            }
        }

        private AttemptOutcomeKind? StoppedFor
        {
            get
            {
                lock (_gate)
                    return _stoppedFor;
            }
        }

        public void Stop(AttemptOutcomeKind why)
        {
            lock (_gate)
                _stoppedFor ??= why;
            _executor.UnderWay.Stopping(_order.RunId, _order.Attempt);
            Process?.Terminate();
        }

        private async Task<AttemptOutcome> RunAsync()
        {
            var failure = Launch();
            _launched.SetResult();
            var outcome = failure ?? await OutcomeAsync(Process!).ConfigureAwait(false);
            _executor.UnderWay.Remove(_order.RunId, _order.Attempt);
            return outcome;
        }

        /// <summary>Starts the process; the outcome when there is none.</summary>
        private AttemptOutcome? Launch()
        {
            if (StoppedFor is { } before)
                return NotStarted(before, "it was told to stop before its process was started");
            try
            {
                var process = _executor.StartProcess(_order, _metrics);
                lock (_gate)
                    _process = process;

                // Who said so meanwhile found no process to stop.
                if (StoppedFor is not null)
                    process.Terminate();
                return null;
            }
            catch (ProcessStartException exception)
            {
                // A node that starts nothing more says nothing about the program: the run is made again elsewhere.
                return NotStarted(exception.Failure == ProcessStartFailure.Refused ? AttemptOutcomeKind.Interrupted : AttemptOutcomeKind.StartFailed, exception.Message);
            }
            catch (Exception exception)
            {
                _executor.CannotStart(_order, exception);
                return NotStarted(AttemptOutcomeKind.StartFailed, exception.Message);
            }
        }

        private AttemptOutcome NotStarted(AttemptOutcomeKind kind, string error) => new() { Kind = kind, Error = error, ProcessEndedAt = _executor.Time.GetUtcNow() };

        private async Task<AttemptOutcome> OutcomeAsync(IRunningProcess process)
        {
            var exit = await process.Exited.ConfigureAwait(false);
            if (exit.LogError is { } logError)
                _executor.LogIsIncomplete(_order, logError);
            return new AttemptOutcome
            {
                Kind = await KindAsync(exit).ConfigureAwait(false),
                ExitCode = exit.ExitCode ?? (exit.Signal is { } signal ? SignalBase + signal : null),
                Error = exit.ErrorTail.Length > 0 ? exit.ErrorTail : null,
                Pid = process.Pid,
                ProcessStartedAt = process.StartedAt,
                ProcessEndedAt = process.StartedAt + exit.Duration,
                Metrics = _metrics.Metrics.Values.ToImmutableSortedDictionary(StringComparer.Ordinal),
            };
        }

        // A job that succeeded before the signal reached it has succeeded. One that was killed with all others was cut off, and has not failed.
        private async Task<AttemptOutcomeKind> KindAsync(ProcessExit exit)
        {
            if (exit.ExitCode == 0)
                return AttemptOutcomeKind.Exited;
            if (StoppedFor is { } why)
                return why;
            return await _executor.HaveAllBeenKilledAsync().ConfigureAwait(false) ? AttemptOutcomeKind.Interrupted : AttemptOutcomeKind.Exited;
        }
    }

    private IRunningProcess StartProcess(AttemptOrder order, MetricsObserver metrics)
    {
        var fenceUrl = _fence is { } fence ? new Uri(fence, fenceKey.PathOf(order.RunId, order.Attempt, order.FencingToken)) : null;
        return host.Start(AttemptCommand.Of(order, settings, logs.PathOf(order.RunId, order.Attempt), Environment.GetEnvironmentVariable, fenceUrl), metrics);
    }

    private AttemptsUnderWay UnderWay => underWay;

    private TimeProvider Time => time;

    private Task<bool> HaveAllBeenKilledAsync() => host.HaveAllBeenKilledAsync();

    private void LogIsIncomplete(AttemptOrder order, string error) => logger.LogWarning(
        "The log of run {RunId}, attempt {Attempt} is incomplete: {Error}. The run itself is not harmed",
        order.RunId,
        order.Attempt,
        error);

    private void CannotStart(AttemptOrder order, Exception exception) =>
        logger.LogError(exception, "Attempt {Attempt} of run {RunId} could not be started", order.Attempt, order.RunId);
}
