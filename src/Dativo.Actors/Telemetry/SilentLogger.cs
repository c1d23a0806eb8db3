using Akka.Event;

namespace Dativo.Actors.Telemetry;

/// <summary>
/// Stands in for Akka's logger of last resort, which writes to stdout before and after the real logging works, past
/// the log format the user chose.
/// </summary>
internal sealed class SilentLogger : MinimalLogger
{
    protected override void Log(object message)
    {
    }
}
