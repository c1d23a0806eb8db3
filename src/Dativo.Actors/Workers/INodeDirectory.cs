using Akka.Actor;

namespace Dativo.Actors.Workers;

/// <summary>Who is in the cluster.</summary>
internal interface INodeDirectory
{
    /// <summary>
    /// Whether jobs of this incarnation of a node may be alive: while it is a member, reachable or not, and after that until it
    /// is certain that they are dead.
    /// </summary>
    bool MayRun(string node);

    /// <summary>The worker of a node.</summary>
    ICanTell WorkerOf(string node);
}
