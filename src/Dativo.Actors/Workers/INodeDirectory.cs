using Akka.Actor;

namespace Dativo.Actors.Workers;

/// <summary>Who is in the cluster.</summary>
internal interface INodeDirectory
{
    /// <summary>Whether this incarnation of a node is a member, reachable or not: its jobs may still run.</summary>
    bool IsMember(string node);

    /// <summary>The worker of a member.</summary>
    ICanTell WorkerOf(string node);
}
