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
        var metrics = new MetricsObserver();
        try
        {
            var fenceUrl = _fence is { } fence ? new Uri(fence, fenceKey.PathOf(order.RunId, order.Attempt, order.FencingToken)) : null;
            var spec = AttemptCommand.Of(order, settings, logs.PathOf(order.RunId, order.Attempt), Environment.GetEnvironmentVariable, fenceUrl);
            underWay.Add(order.RunId, order.Attempt, order.FencingToken);
            return new RunningAttempt(this, order, host.Start(spec, metrics), metrics);
        }
        catch (ProcessStartException exception)
        {
            underWay.Remove(order.RunId, order.Attempt);
            return new FailedAttempt(new AttemptOutcome
            {
                Kind = AttemptOutcomeKind.StartFailed,
                Error = exception.Message,
                ProcessEndedAt = time.GetUtcNow(),
            });
        }
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

    private sealed record FailedAttempt(AttemptOutcome Outcome) : IRunningAttempt
    {
        public int? Pid => null;

        public Task<AttemptOutcome> Completion => Task.FromResult(Outcome);

        public void Stop(AttemptOutcomeKind why)
        {
        }
    }

    private sealed class RunningAttempt : IRunningAttempt
    {
        private readonly ProcessAttemptExecutor _executor;
        private readonly AttemptOrder _order;
        private readonly IRunningProcess _process;
        private readonly MetricsObserver _metrics;
        private volatile object? _stoppedFor;

        public RunningAttempt(ProcessAttemptExecutor executor, AttemptOrder order, IRunningProcess process, MetricsObserver metrics)
        {
            _executor = executor;
            _order = order;
            _process = process;
            _metrics = metrics;
            Completion = CompleteAsync();
        }

        public int? Pid => _process.Pid;

        public Task<AttemptOutcome> Completion { get; }

        public void Stop(AttemptOutcomeKind why)
        {
            _stoppedFor ??= why;
            _executor.UnderWay.Stopping(_order.RunId, _order.Attempt);
            _process.Terminate();
        }

        private async Task<AttemptOutcome> CompleteAsync()
        {
            var exit = await _process.Exited.ConfigureAwait(false);
            _executor.UnderWay.Remove(_order.RunId, _order.Attempt);
            if (exit.LogError is { } logError)
                _executor.LogIsIncomplete(_order, logError);
            var kind = KindOf(exit);
            return new AttemptOutcome
            {
                Kind = kind,
                ExitCode = exit.ExitCode ?? (exit.Signal is { } signal ? SignalBase + signal : null),
                Error = exit.ErrorTail.Length > 0 ? exit.ErrorTail : null,
                Pid = _process.Pid,
                ProcessStartedAt = _process.StartedAt,
                ProcessEndedAt = _process.StartedAt + exit.Duration,
                Metrics = _metrics.Metrics.Values.ToImmutableSortedDictionary(StringComparer.Ordinal),
            };
        }

        // A job that succeeded before the signal reached it has succeeded. One that the guard killed was cut off, not failed.
        private AttemptOutcomeKind KindOf(ProcessExit exit)
        {
            if (exit.ExitCode == 0)
                return AttemptOutcomeKind.Exited;
            if (_stoppedFor is AttemptOutcomeKind why)
                return why;
            return _executor.GuardFired ? AttemptOutcomeKind.Interrupted : AttemptOutcomeKind.Exited;
        }
    }

    private AttemptsUnderWay UnderWay => underWay;

    private bool GuardFired => host.GuardLost.IsCompleted;

    private void LogIsIncomplete(AttemptOrder order, string error) => logger.LogWarning(
        "The log of run {RunId}, attempt {Attempt} is incomplete: {Error}. The run itself is not harmed",
        order.RunId,
        order.Attempt,
        error);
}
