using Microsoft.Extensions.Logging;

namespace Dativo.Benchmarks.Product;

/// <summary>Hands a node's log to a counter.</summary>
internal sealed class RunCounterProvider(RunCounter counter) : ILoggerProvider
{
    /// <summary>The category of the log that says what is stored about runs.</summary>
    public const string Category = "Dativo.Actors.Telemetry.RunLog";

    private const string Ended = "run_finished";

    public ILogger CreateLogger(string categoryName) => new Counting(counter);

    public void Dispose()
    {
    }

    private sealed class Counting(RunCounter counter) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name == Ended)
                counter.Count();
            if (logLevel >= LogLevel.Warning)
                counter.Warn(formatter(state, exception));
        }
    }
}
