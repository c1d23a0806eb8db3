using Akka.Actor;

namespace Dativo.Actors.Hosting;

/// <summary>Why a node's process ended, for whoever starts nodes again.</summary>
public static class NodeExitCodes
{
    /// <summary>Something that a new start may or may not heal; the log says what.</summary>
    public const int Failed = 1;

    /// <summary>The node was frozen or cut off, so that its jobs were killed, or was removed from the cluster; it is to be started again.</summary>
    public const int Removed = 4;

    /// <summary>The exit code of a node that has stopped: 0 when it was told to.</summary>
    /// <param name="system">Its actor system; null when it never had one.</param>
    public static int Of(ActorSystem? system)
    {
        if (system is null)
            return Environment.ExitCode;

        // What hosts the actor system writes -1 over whatever was there before when the cluster has removed this node.
        if (CoordinatedShutdown.Get(system).ShutdownReason is CoordinatedShutdown.ClusterDowningReason)
            return Removed;
        return Environment.ExitCode == 0 && NodeTlsExtensions.EndedByRefusal(system) ? Failed : Environment.ExitCode;
    }
}
