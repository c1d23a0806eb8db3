using Akka.Actor;
using Akka.Persistence;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Tests.Serialization;

/// <summary>A tenant's entity that stores what its rules decide, with a snapshot after every event, and starts nothing.</summary>
internal sealed class StoringTenant : ReceivePersistentActor
{
    private TenantState _state;

    public StoringTenant(string tenantId)
    {
        PersistenceId = $"tenant-{tenantId}";
        _state = TenantState.Empty(tenantId);
        Recover<SnapshotOffer>(offer => _state = (TenantState)offer.Snapshot);
        Recover<ITenantEvent>(Apply);
        Command<TriggerRun>(Trigger);
        Command<GetTenant>(_ => Sender.Tell(new TenantView
        {
            TenantId = _state.TenantId,
            Concurrency = _state.Limits.Concurrency,
            Runs = [.. _state.Queue.Select(place => ViewOf(_state.Runs[place.RunId]))],
        }));
        Command<SaveSnapshotSuccess>(_ => { });
    }

    public override string PersistenceId { get; }

    private static OpenRunView ViewOf(Run run) => new()
    {
        RunId = run.Id,
        Schedule = run.Schedule,
        Trigger = run.Trigger,
        Status = run.Status,
        ScheduledFor = run.ScheduledFor,
        QueuedAt = run.QueuedAt,
        Attempt = run.Attempt,
    };

    private void Trigger(TriggerRun command)
    {
        var events = TenantDecisions.Trigger(_state, command, new DecisionContext(DateTimeOffset.UnixEpoch, Guid.NewGuid), out _);
        PersistAll(events, Apply);
        DeferAsync(command, _ =>
        {
            SaveSnapshot(_state);
            Sender.Tell(new RunAccepted(command.TenantId, _state.RunOfRequest(command.RequestId)!.Value));
        });
    }

    private void Apply(ITenantEvent @event) => _state = _state.Apply(@event);
}
