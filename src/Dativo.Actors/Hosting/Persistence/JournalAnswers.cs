using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;

namespace Dativo.Actors.Hosting.Persistence;

/// <summary>What a persistent actor hears of its write, in the order that Akka.Persistence expects.</summary>
internal static class JournalAnswers
{
    /// <summary>Tells the actor that all is stored, or that nothing is, or may be.</summary>
    public static void Tell(WriteMessages write, Exception? exception, IActorRef journal)
    {
        var actor = write.PersistentActor;
        actor.Tell(exception is null ? WriteMessagesSuccessful.Instance : new WriteMessagesFailed(exception, write.Messages.Count(static message => message is AtomicWrite)), journal);
        foreach (var message in write.Messages)
        {
            if (message is AtomicWrite atomic)
            {
                foreach (var @event in (IImmutableList<IPersistentRepresentation>)atomic.Payload)
                    actor.Tell(exception is null ? new WriteMessageSuccess(@event, write.ActorInstanceId) : new WriteMessageFailure(@event, exception, write.ActorInstanceId), @event.Sender);
            }
            else
            {
                actor.Tell(new LoopMessageSuccess(message.Payload, write.ActorInstanceId), message.Sender);
            }
        }
    }
}
