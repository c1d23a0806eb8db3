using Dativo.Actors.Configuration;
using Dativo.Actors.Configuration.Reading;
using Dativo.Actors.Scheduling;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dativo.Actors.Workers;

/// <summary>
/// Keeps how this node starts jobs as its own <c>runner.yaml</c> says. Every node with a worker has one: what the file has for jobs may be
/// secret, and other nodes need not know it. The file is looked at once a second, by length and time of the last write; a broken one
/// changes nothing.
/// </summary>
internal sealed partial class ExecutorFileWatch(
    DefinitionFile file,
    ExecutorSettings settings,
    TimeProvider time,
    ILogger<ExecutorFileWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private SourceFile _source = file.ExecutorSource;

    /// <summary>Looks at the file, and reads it when it changed since the last look.</summary>
    internal void Look()
    {
        // Older than what is read: a change in between is seen at the next look.
        var source = SourceFile.Of(file.Path);
        if (source == _source)
            return;
        _source = source;
        var result = file.Loader.LoadWithoutJobs(file.Path);
        if (result.Definition is { } definition)
            settings.Current = definition.Executor;
        else
            Broken(logger, file.Path, result.Diagnostics.First(static diagnostic => diagnostic.Severity == Severity.Error).ToString());
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    Look();
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    Unreadable(logger, file.Path, exception.Message);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    [LoggerMessage(202, LogLevel.Error, "{File} is broken and changes nothing: jobs start as before until it is mended. {Diagnostic}", EventName = "executor_refused")]
    private static partial void Broken(ILogger logger, string file, string diagnostic);

    [LoggerMessage(203, LogLevel.Error, "{File} could not be looked at; jobs start as before: {Reason}", EventName = "executor_unreadable")]
    private static partial void Unreadable(ILogger logger, string file, string reason);
}
