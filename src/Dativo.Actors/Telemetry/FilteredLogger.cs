using Akka.Actor;
using Akka.Event;
using Akka.Hosting.Logging;

namespace Dativo.Actors.Telemetry;

/// <summary>
/// Writes what actors log to the node's log, but for what the actor system's log filter drops: the logger it derives from
/// does not ask the filter.
/// </summary>
internal sealed class FilteredLogger : LoggerFactoryLogger
{
    private readonly LogFilterEvaluator _filter = Context.System.Settings.LogFilter;

    /// <inheritdoc />
    protected override void Log(LogEvent log, ActorPath path)
    {
        if (_filter.ShouldTryKeepMessage(log, out _))
            base.Log(log, path);
    }
}
