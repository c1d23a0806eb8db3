using Microsoft.Extensions.Logging;

namespace Dativo.Actors.TestNode;

/// <summary>Logs in lines that a test can wait for.</summary>
internal sealed class LineLogger(Action<string> say) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        say($"log {formatter(state, exception)}");
}
