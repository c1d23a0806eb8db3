using Dativo.Actors.Jobs;

namespace Dativo.Actors.Workers;

/// <summary>Runs attempts on this node.</summary>
public interface IAttemptExecutor
{
    /// <summary>Starts an attempt, and does not wait until it runs. Never throws for what the order says: a program that cannot start is an outcome.</summary>
    IRunningAttempt Start(AttemptOrder order);

    /// <summary>Ready to start attempts: whatever watches over them is in place.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Completes when this node will start no more attempts, although it still lives: what watched over them is gone. Never faulted.</summary>
    Task Lost { get; }
}

/// <summary>An attempt under way.</summary>
public interface IRunningAttempt
{
    /// <summary>Completes when its process runs, or when it is clear that none will; never faulted.</summary>
    Task Launched => Task.CompletedTask;

    /// <summary>The process id; null before <see cref="Launched"/>, and when none was started.</summary>
    int? Pid { get; }

    /// <summary>How it ends; never faulted.</summary>
    Task<AttemptOutcome> Completion { get; }

    /// <summary>Ends it: gently first, by force after the grace period. The outcome will be of this kind, unless it succeeds before.</summary>
    void Stop(Tenants.AttemptOutcomeKind why);
}
