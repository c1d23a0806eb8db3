using Akka.Actor;

namespace Dativo.Actors.Tests.Serialization;

/// <summary>Answers every message with itself.</summary>
internal sealed class EchoActor : ReceiveActor
{
    public EchoActor() => ReceiveAny(message => Sender.Tell(message));
}
