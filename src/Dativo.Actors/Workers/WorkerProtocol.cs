using System.Collections.Immutable;

namespace Dativo.Actors.Workers;

/// <summary>A message between a job actor and a worker.</summary>
public interface IWorkerMessage;

/// <summary>Job actor to worker: a run wants a slot. Answered by <see cref="SlotGranted"/> when one is free.</summary>
public sealed record RequestSlot(string TenantId, Guid RunId) : IWorkerMessage;

/// <summary>Worker to job actor: a slot is kept for the run. <paramref name="Node"/> is the worker's incarnation.</summary>
public sealed record SlotGranted(Guid RunId, string Node) : IWorkerMessage;

/// <summary>Job actor to worker: start the process, in the slot that is kept for the run.</summary>
public sealed record LaunchAttempt(AttemptOrder Order) : IWorkerMessage;

/// <summary>Worker to job actor: the process is there.</summary>
public sealed record AttemptLaunched(Guid RunId, int Attempt, int Pid) : IWorkerMessage;

/// <summary>Job actor to worker: end the process.</summary>
public sealed record CancelAttempt(Guid RunId, int Attempt) : IWorkerMessage;

/// <summary>
/// Job actor of a new incarnation to the worker that has the attempt: tell me of it from now on. Answered by
/// <see cref="AttemptLaunched"/>, by the outcome, or by <see cref="AttemptUnknown"/>.
/// </summary>
public sealed record AttachAttempt(string TenantId, Guid RunId, int Attempt) : IWorkerMessage;

/// <summary>Worker to job actor: this worker never started the attempt, and will not any more.</summary>
public sealed record AttemptUnknown(Guid RunId, int Attempt) : IWorkerMessage;

/// <summary>
/// Job actor to worker: the outcome is stored and may be forgotten. A slot that was offered goes to
/// <paramref name="NextRun"/>, or is free again when that is null.
/// </summary>
public sealed record OutcomeStored(Guid RunId, int Attempt, Guid? NextRun) : IWorkerMessage;

/// <summary>All that a worker must know to start an attempt.</summary>
public sealed record AttemptOrder
{
    /// <summary>The tenant.</summary>
    public required string TenantId { get; init; }

    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>The attempt's number, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>The fencing token.</summary>
    public required long FencingToken { get; init; }

    /// <summary>The schedule's name, which is the job's name for the job.</summary>
    public required string JobName { get; init; }

    /// <summary>The job file.</summary>
    public required string ConfigFile { get; init; }

    /// <summary>The instant the run is for, UTC.</summary>
    public required DateTimeOffset ScheduledFor { get; init; }

    /// <summary>The schedule's own command; empty: the executor's.</summary>
    public ImmutableArray<string> Command { get; init; } = [];

    /// <summary>How long the attempt may take; null: no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>A W3C traceparent; null when tracing is off.</summary>
    public string? TraceParent { get; init; }
}
