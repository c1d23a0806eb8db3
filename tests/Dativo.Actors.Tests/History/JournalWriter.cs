using Akka.Actor;
using Akka.Persistence;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Tests.History;

/// <summary>A persistent actor that stores what it is told and answers when that is done.</summary>
public sealed class JournalWriter : ReceivePersistentActor
{
    public JournalWriter(string persistenceId)
    {
        PersistenceId = persistenceId;
        Recover<object>(_ => { });
        Command<Store>(store =>
        {
            var sender = Sender;
            var left = store.Events.Length;
            PersistAll(store.Events, _ =>
            {
                if (--left == 0)
                    sender.Tell(LastSequenceNr);
            });
        });
        Command<DeleteTo>(delete =>
        {
            var sender = Sender;
            DeleteMessages(delete.SequenceNr);
            Become(() => Command<DeleteMessagesSuccess>(done =>
            {
                sender.Tell(done.ToSequenceNr);
                Context.Stop(Self);
            }));
        });
    }

    public override string PersistenceId { get; }

    public sealed record Store(params object[] Events)
    {
        public static Store Tenant(params ITenantEvent[] events) => new(events);
    }

    public sealed record DeleteTo(long SequenceNr);
}
