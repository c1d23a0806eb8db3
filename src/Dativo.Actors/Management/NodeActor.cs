using Akka.Actor;

namespace Dativo.Actors.Management;

/// <summary>Answers other nodes for this one: how it is, the logs of its attempts, and the wish that it leaves.</summary>
internal sealed class NodeActor : ReceiveActor
{
    /// <summary>The actor's name, under <c>/user</c>; the same on all nodes.</summary>
    public const string Name = "node";

    private readonly NodeServices _services;

    public NodeActor(NodeServices services)
    {
        _services = services;
        Receive<LeaveCluster>(OnLeave);
        Receive<GetNodeReport>(_ => _services.Reporter.ReportAsync().PipeTo(Sender));
        Receive<ReadRunLog>(message => ReadingOf(message.ReadingId).Forward(message));
    }

    private void OnLeave(LeaveCluster message)
    {
        _services.Log.Leaves(message.By);
        Sender.Tell(NodeLeaves.Instance);

        // What the host calls when it is to stop may take its time.
        _ = Task.Run(_services.Lifetime.StopApplication);
    }

    private IActorRef ReadingOf(Guid id)
    {
        var name = id.ToString("N");
        var reading = Context.Child(name);
        return reading.IsNobody() ? Context.ActorOf(Props.Create(typeof(RunLogReadingActor), _services.Logs), name) : reading;
    }
}
