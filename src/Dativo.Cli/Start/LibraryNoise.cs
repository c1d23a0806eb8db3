using Dativo.Actors.Telemetry;
using Serilog.Events;

namespace Dativo.Cli.Start;

/// <summary>What libraries say at the level of warnings and errors that is no more than the echo of what the node itself tells.</summary>
internal static class LibraryNoise
{
    private static readonly string[] Starts =
    [
        // A region that looks for its coordinator says so five tries later, which is a second and a half: any start on a busy
        // machine. When it lasts, the scheduler says which tenants do not answer.
        "{0}: Requested shard homes",
        "{0}: Trying to register to coordinator",
        "{0}: No coordinator found to register",

        // Connections that end when another node does: the membership says which one, and what becomes of it.
        "Association with remote system",
        "AssociationError",
        "Tried to associate with unreachable remote address",
        "Disassociated",
        "Cluster Node [{0}] - Marking node(s) as UNREACHABLE",
        "Cluster Node [{0}] - Marking node as TERMINATED",
        "Association to [",
        "heartbeat interval is growing too large",
        "Cluster Node [{0}] - Scheduled sending of heartbeat was delayed",

        // Whoever started the node is told why in one line; the host has a stack trace instead of what to do.
        "Hosting failed to start",
    ];

    /// <summary>Whether an event is left out.</summary>
    public static bool Is(LogEvent logEvent)
    {
        var text = logEvent.MessageTemplate.Text;
        return Array.Exists(Starts, start => text.StartsWith(start, StringComparison.Ordinal));
    }

    /// <summary>Whether an actor says no more than that the database of a cluster does not answer: the membership says that once for all.</summary>
    public static bool IsOutage(LogEvent logEvent) =>
        logEvent.Exception is { } exception
        && logEvent.Properties.GetValueOrDefault("SourceContext") is ScalarValue { Value: string source }
        && source.StartsWith("Akka", StringComparison.Ordinal)
        && DatabaseOutage.Explains(exception);
}
