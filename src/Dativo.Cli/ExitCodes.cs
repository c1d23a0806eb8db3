using Dativo.Actors.Hosting;

namespace Dativo.Cli;

/// <summary>What the program's exit code means, for every command but <c>run</c>, which has the job's own (0, 1, 2).</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>The command worked, and what was asked about failed.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage or configuration.</summary>
    public const int Usage = 2;

    /// <summary>No running node answered.</summary>
    public const int NoServer = 3;

    /// <summary>The node was removed from the cluster, which goes on without it: started again, it joins as a new one.</summary>
    public const int Removed = NodeExitCodes.Removed;
}
