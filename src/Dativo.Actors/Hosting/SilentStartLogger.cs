using Akka.Event;

namespace Dativo.Actors.Hosting;

/// <summary>
/// Stands in for the actor system's own logging before the node's log is connected and after it is gone. The usual one
/// writes lines of its own form to stdout, in between the JSON objects of the log, and while the system stops at any level.
/// </summary>
internal sealed class SilentStartLogger : MinimalLogger
{
    protected override void Log(object message)
    {
    }
}
