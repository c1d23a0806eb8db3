using DbUp.Engine.Output;
using Microsoft.Extensions.Logging;

namespace Dativo.Actors.History;

/// <summary>DbUp's log in the program's log. Its steps are details to an operator, and its errors are reported by who asked for the upgrade.</summary>
internal sealed class HistoryUpgradeLog(ILogger logger) : IUpgradeLog
{
    public void LogTrace(string format, params object[] args) => Log(LogLevel.Trace, null, format, args);

    public void LogDebug(string format, params object[] args) => Log(LogLevel.Debug, null, format, args);

    public void LogInformation(string format, params object[] args) => Log(LogLevel.Debug, null, format, args);

    public void LogWarning(string format, params object[] args) => Log(LogLevel.Warning, null, format, args);

    public void LogError(string format, params object[] args) => Log(LogLevel.Debug, null, format, args);

    public void LogError(Exception ex, string format, params object[] args) => Log(LogLevel.Debug, ex, format, args);

#pragma warning disable CA2254 // The templates are DbUp's own.
    private void Log(LogLevel level, Exception? error, string format, object[] args) => logger.Log(level, error, format, args);
#pragma warning restore CA2254
}
