using System.Collections.Immutable;

namespace Dativo.Actors.Workers.Processes;

/// <summary>How a node's processes are hosted and guarded.</summary>
public sealed record ProcessHostOptions
{
    /// <summary>The node's data directory: an absolute path; it must exist. The guard keeps its lock there.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>
    /// How long the node may be silent before the guard kills its processes; 300 ms or more. The node gives a sign of life every sixth of it.
    /// </summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The command that is this very program: what <c>dativo</c> stands for in a job's command, and what the guard is started with.</summary>
    public ImmutableArray<string> OwnProgram { get; init; } = Processes.OwnProgram.Command;

    /// <summary>Tells when processes were started; durations and grace periods always use the real clock, as processes do.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
