using System.Collections.Concurrent;
using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;
using Dativo.Actors.Workers;

namespace Dativo.Benchmarks.Product;

/// <summary>Attempts that do nothing and succeed at once.</summary>
internal sealed class NoWork : IAttemptExecutor
{
    private static readonly IRunningAttempt Nothing = new Done();

    /// <summary>Where to note what was started, and when; null: nowhere.</summary>
    public ConcurrentQueue<Start>? Started { get; init; }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task Lost { get; } = new TaskCompletionSource().Task;

    IRunningAttempt IAttemptExecutor.Start(AttemptOrder order)
    {
        Started?.Enqueue(new Start(order.TenantId, order.RunId, order.ScheduledFor, TimeProvider.System.GetUtcNow()));
        return Nothing;
    }

    /// <summary>A start.</summary>
    internal readonly record struct Start(string TenantId, Guid RunId, DateTimeOffset ScheduledFor, DateTimeOffset At);

    private sealed class Done : IRunningAttempt
    {
        public int? Pid => null;

        public Task<AttemptOutcome> Completion { get; } = Task.FromResult(new AttemptOutcome { Kind = AttemptOutcomeKind.Exited, ExitCode = 0 });

        public void Stop(AttemptOutcomeKind why)
        {
        }
    }
}
