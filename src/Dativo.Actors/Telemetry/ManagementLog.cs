using Microsoft.Extensions.Logging;

namespace Dativo.Actors.Telemetry;

/// <summary>Writes to the log what operators do with nodes.</summary>
internal sealed partial class ManagementLog(ILogger<ManagementLog> logger)
{
    /// <summary>This node was told to leave.</summary>
    public void Leaves(string by) => Leaves(logger, by);

    /// <summary>Another node was told to leave.</summary>
    public void AskedToLeave(string node, string by) => AskedToLeave(logger, node, by);

    [LoggerMessage(421, LogLevel.Information, "This node leaves the cluster and stops, as {By} asked for", EventName = "node_leaves")]
    private static partial void Leaves(ILogger logger, string by);

    [LoggerMessage(422, LogLevel.Information, "{Node} was asked to leave, for {By}", EventName = "node_asked_to_leave")]
    private static partial void AskedToLeave(ILogger logger, string node, string by);
}
