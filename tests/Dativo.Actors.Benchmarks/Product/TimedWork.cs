using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;
using Dativo.Actors.Workers;
using Dativo.Benchmarks.Cluster;

namespace Dativo.Benchmarks.Product;

/// <summary>Attempts of <see cref="FailoverWork"/>: each takes as long as its tenant's runs do, and says when it began and was over.</summary>
internal sealed class TimedWork(Action<NodeLine> say) : IAttemptExecutor
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task Lost { get; } = new TaskCompletionSource().Task;

    public IRunningAttempt Start(AttemptOrder order)
    {
        var key = order.RunId.ToString();
        say(new NodeLine { Start = new StartLine(order.TenantId, key, order.ScheduledFor, TimeProvider.System.GetUtcNow()) });
        return new Attempt(FailoverWork.DurationOf(order.TenantId), () => say(new NodeLine { Over = key }));
    }

    private sealed class Attempt : IRunningAttempt
    {
        private readonly CancellationTokenSource _stop = new();
        private AttemptOutcomeKind _kind = AttemptOutcomeKind.Exited;

        public Attempt(TimeSpan duration, Action over) => Completion = RunAsync(duration, over);

        public int? Pid => null;

        public Task<AttemptOutcome> Completion { get; }

        public void Stop(AttemptOutcomeKind why)
        {
            _kind = why;
            _stop.Cancel();
        }

        private async Task<AttemptOutcome> RunAsync(TimeSpan duration, Action over)
        {
            await Task.Delay(duration, _stop.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
            over();
            return new AttemptOutcome { Kind = _kind, ExitCode = _kind == AttemptOutcomeKind.Exited ? 0 : null };
        }
    }
}
