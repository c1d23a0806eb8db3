using Akka.Actor;

namespace Dativo.Actors.Hosting;

/// <summary>Why a node's process ended, for whoever starts nodes again.</summary>
public static class NodeExitCodes
{
    /// <summary>Something that a new start may or may not heal; the log says what.</summary>
    public const int Failed = 1;

    /// <summary>The node was removed from the cluster (frozen, cut off, evicted) and is to be started again.</summary>
    public const int Removed = 4;

    /// <summary>The exit code of a node that has stopped: 0 when it was told to.</summary>
    /// <param name="system">Its actor system; null when it never had one.</param>
    public static int Of(ActorSystem? system) =>
        Environment.ExitCode == 0 && system is not null && NodeTlsExtensions.EndedByRefusal(system) ? Failed : Environment.ExitCode;
}
