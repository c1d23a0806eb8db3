using Dativo.Actors.Configuration;
using Microsoft.Extensions.Logging;

namespace Dativo.Actors.Telemetry;

/// <summary>Writes what happens to the definition of schedules to the log.</summary>
internal sealed partial class ScheduleLog(ILogger<ScheduleLog> logger)
{
    public void Loaded(string file, int schedules, int tenants, int active, string? next, DateTimeOffset? nextAt)
    {
        if (nextAt is { } at)
            Loaded(logger, schedules, tenants, file, active, schedules - active, next, at);
        else
            Loaded(logger, schedules, tenants, file, active, schedules - active);
    }

    public void Invalid(string schedule, string? reason) => Invalid(logger, schedule, reason);

    public void Found(Diagnostic diagnostic)
    {
        if (diagnostic.Severity == Severity.Error)
            Error(logger, diagnostic.ToString());
        else
            Warning(logger, diagnostic.ToString());
    }

    public void Broken(string file) => Broken(logger, file);

    public void Unreadable(string file, Exception cause) => Unreadable(logger, file, cause);

    public void NotKept(Exception cause) => NotKept(logger, cause);

    public void Paused(string schedule, string by, string? reason) => Paused(logger, schedule, by, reason is null ? "" : $": {reason}");

    public void Resumed(string schedule, string by) => Resumed(logger, schedule, by);

    [LoggerMessage(101, LogLevel.Information, "Loaded {Schedules} schedules of {Tenants} tenants from {File}: {Active} fire, {Silent} are disabled, paused or invalid; {Next} is next, at {NextAt:yyyy-MM-dd HH:mm:ss} UTC", EventName = "schedules_loaded")]
    private static partial void Loaded(ILogger logger, int schedules, int tenants, string file, int active, int silent, string? next, DateTimeOffset nextAt);

    // The same event in other words.
#pragma warning disable SYSLIB1025
    [LoggerMessage(109, LogLevel.Information, "Loaded {Schedules} schedules of {Tenants} tenants from {File}: {Active} fire, {Silent} are disabled, paused or invalid; nothing will fire", EventName = "schedules_loaded")]
    private static partial void Loaded(ILogger logger, int schedules, int tenants, string file, int active, int silent);
#pragma warning restore SYSLIB1025

    [LoggerMessage(102, LogLevel.Warning, "Schedule {JobName} is held as invalid: {Reason}", EventName = "schedule_invalid")]
    private static partial void Invalid(ILogger logger, string jobName, string? reason);

    [LoggerMessage(103, LogLevel.Error, "{Diagnostic}", EventName = "configuration_error")]
    private static partial void Error(ILogger logger, string diagnostic);

    [LoggerMessage(104, LogLevel.Warning, "{Diagnostic}", EventName = "configuration_warning")]
    private static partial void Warning(ILogger logger, string diagnostic);

    [LoggerMessage(105, LogLevel.Error, "{File} is broken and changes nothing: the schedules stay as they are until it is mended", EventName = "configuration_refused")]
    private static partial void Broken(ILogger logger, string file);

    [LoggerMessage(106, LogLevel.Error, "{File} could not be read; the schedules stay as they are", EventName = "configuration_unreadable")]
    private static partial void Unreadable(ILogger logger, string file, Exception cause);

    [LoggerMessage(110, LogLevel.Warning, "What was read of the configuration could not be kept; the next start reads all of it", EventName = "configuration_not_kept")]
    private static partial void NotKept(ILogger logger, Exception cause);

    [LoggerMessage(107, LogLevel.Information, "Schedule {JobName} is paused by {By}{Reason}", EventName = "schedule_paused")]
    private static partial void Paused(ILogger logger, string jobName, string by, string reason);

    [LoggerMessage(108, LogLevel.Information, "Schedule {JobName} is resumed by {By}", EventName = "schedule_resumed")]
    private static partial void Resumed(ILogger logger, string jobName, string by);
}
