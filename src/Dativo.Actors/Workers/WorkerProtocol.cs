using System.Collections.Immutable;

namespace Dativo.Actors.Workers;

/// <summary>A message between a job actor and a worker, or between two workers.</summary>
public interface IWorkerMessage;

/// <summary>
/// Job actor to its node's worker: a run wants a slot. Answered by <see cref="SlotGranted"/> when one is free, here or on
/// another node.
/// </summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="RunId">The run.</param>
/// <param name="Weight">The tenant's share of slots, against those of others; 1 or more.</param>
/// <param name="Priority">Order among the tenant's waiting runs: higher first.</param>
public sealed record RequestSlot(string TenantId, Guid RunId, int Weight = 1, int Priority = 0) : IWorkerMessage;

/// <summary>
/// Worker to job actor: a slot is kept for the run. <paramref name="Node"/> is the incarnation of the node that has the
/// slot; its worker is the sender.
/// </summary>
public sealed record SlotGranted(Guid RunId, string Node) : IWorkerMessage;

/// <summary>Job actor to worker: start the process, in the slot that is kept for the run.</summary>
public sealed record LaunchAttempt(AttemptOrder Order) : IWorkerMessage;

/// <summary>Job actor to its node's worker: start the process, in a slot that was taken from the <see cref="SlotBoard"/>. Never crosses the wire.</summary>
internal sealed record LaunchInSpareSlot(AttemptOrder Order);

/// <summary>Tenant to its node's worker: slots of the <see cref="SlotBoard"/> were not needed and are there again.</summary>
internal sealed record SpareSlotReturned
{
    public static readonly SpareSlotReturned Instance = new();
}

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

/// <summary>
/// Worker to worker, when it changes and every two seconds: how full I am, and what I want of you. Takes the place of what
/// was said before; what one message does not say for a lost one, the next does.
/// </summary>
/// <param name="Node">The sender's incarnation.</param>
/// <param name="SlotsInUse">Its slots that have a run, or are kept for one.</param>
/// <param name="Slots">All its slots.</param>
/// <param name="Waiting">How many runs wait there for a slot.</param>
/// <param name="TakesRuns">Whether it starts runs; false while it is starting or draining.</param>
/// <param name="Wishes">For whom it wants a slot of the receiver; the tenants by their turns.</param>
public sealed record WorkerNews(string Node, int SlotsInUse, int Slots, int Waiting, bool TakesRuns, ImmutableArray<SlotWish> Wishes) : IWorkerMessage;

/// <summary>How many runs of a tenant wait on a node, and the tenant's weight.</summary>
public sealed record SlotWish(string TenantId, int Weight, int Runs);

/// <summary>
/// Worker to a worker that wished for it: a slot is kept here for a run of that tenant, for a few seconds. Answered by
/// <see cref="OfferTaken"/> or <see cref="OfferDeclined"/>.
/// </summary>
public sealed record SlotOffer(long OfferId, string TenantId, string Node) : IWorkerMessage;

/// <summary>To the worker that offered a slot: that run takes it. The sender is the run's job actor.</summary>
public sealed record OfferTaken(long OfferId, string TenantId, Guid RunId) : IWorkerMessage;

/// <summary>To the worker that offered a slot: no run of that tenant waits here any more.</summary>
public sealed record OfferDeclined(long OfferId, string TenantId) : IWorkerMessage;

/// <summary>Anybody to worker: how full are you? Answered by <see cref="WorkerLoad"/>.</summary>
public sealed record GetWorkerLoad : IWorkerMessage
{
    /// <summary>The only one.</summary>
    public static readonly GetWorkerLoad Instance = new();
}

/// <summary>How full a worker is.</summary>
/// <param name="SlotsInUse">Its slots that have a run, or are kept for one.</param>
/// <param name="Slots">All its slots.</param>
/// <param name="Waiting">How many runs of its node wait for a slot.</param>
/// <param name="Draining">Whether it takes no more runs, because its node is about to stop or can start none.</param>
public sealed record WorkerLoad(int SlotsInUse, int Slots, int Waiting, bool Draining = false) : IWorkerMessage;

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
