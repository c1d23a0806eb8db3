using Dativo.Actors.Telemetry;
using Dativo.Actors.Workers;
using Microsoft.Extensions.Hosting;

namespace Dativo.Actors.Management;

/// <summary>What a node answers others with.</summary>
internal sealed record NodeServices
{
    /// <summary>Says how the node is.</summary>
    public required NodeReporter Reporter { get; init; }

    /// <summary>The logs of its attempts.</summary>
    public required IRunLogSource Logs { get; init; }

    /// <summary>Stops the node in the ordered way.</summary>
    public required IHostApplicationLifetime Lifetime { get; init; }

    /// <summary>The node's log.</summary>
    public required ManagementLog Log { get; init; }
}
