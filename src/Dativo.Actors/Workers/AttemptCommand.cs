using System.Collections.Immutable;
using System.Globalization;
using Dativo.Actors.Configuration;
using Dativo.Actors.Configuration.Reading;
using Dativo.Actors.Workers.Processes;

namespace Dativo.Actors.Workers;

/// <summary>Turns an order and the node's settings into the process to start.</summary>
internal static class AttemptCommand
{
    private const string FenceUrlVariable = "DATIVO_FENCE_URL";

    /// <summary>
    /// The process for an order. <paramref name="variable"/> looks up the node's environment; at <paramref name="fenceUrl"/> the job
    /// asks whether it may still commit.
    /// </summary>
    /// <exception cref="ProcessStartException">The command needs a variable that is not set.</exception>
    public static ProcessSpec Of(AttemptOrder order, ExecutorSettings settings, string logFile, Func<string, string?> variable, Uri? fenceUrl = null)
    {
        var executor = settings.Current;
        var scheduledFor = order.ScheduledFor.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
        var attempt = order.Attempt.ToString(CultureInfo.InvariantCulture);
        var command = order.Command.IsEmpty
            ? executor.Command
            : [.. order.Command.Select(part => Expand(part, name => executor.Environment.GetValueOrDefault(name) ?? variable(name)))];
        return new ProcessSpec
        {
            Command = [.. command.Select(FillIn)],
            WorkingDirectory = executor.WorkingDirectory,
            Environment = EnvironmentOf(order, executor, settings.PathMaps, scheduledFor, attempt, fenceUrl),
            LogFile = logFile,
            KillGrace = executor.KillGrace,
        };

        string FillIn(string part) => !part.Contains('{', StringComparison.Ordinal)
            ? part
            : part
                .Replace("{config}", order.ConfigFile, StringComparison.Ordinal)
                .Replace("{tenant_id}", order.TenantId, StringComparison.Ordinal)
                .Replace("{job_name}", order.JobName, StringComparison.Ordinal)
                .Replace("{run_id}", order.RunId.ToString(), StringComparison.Ordinal)
                .Replace("{attempt}", attempt, StringComparison.Ordinal)
                .Replace("{scheduled_for}", scheduledFor, StringComparison.Ordinal);
    }

    private static ImmutableDictionary<string, string> EnvironmentOf(
        AttemptOrder order,
        ExecutorDefinition executor,
        ImmutableArray<PathMap> pathMaps,
        string scheduledFor,
        string attempt,
        Uri? fenceUrl)
    {
        var environment = executor.Environment.ToBuilder();
        if (!pathMaps.IsEmpty)
            environment["DATIVO_PATH_MAP"] = string.Join(';', pathMaps.Select(map => $"{map.From}={Path.GetFullPath(map.To)}"));
        environment["DATIVO_RUN_ID"] = order.RunId.ToString();
        environment["DATIVO_ATTEMPT"] = attempt;
        environment["DATIVO_TENANT_ID"] = order.TenantId;
        environment["DATIVO_JOB_NAME"] = order.JobName;
        environment["DATIVO_SCHEDULED_FOR"] = scheduledFor;
        environment["DATIVO_FENCING_TOKEN"] = order.FencingToken.ToString(CultureInfo.InvariantCulture);
        if (fenceUrl is not null)
            environment[FenceUrlVariable] = fenceUrl.AbsoluteUri;
        if (order.TraceParent is { } traceParent)
            environment["TRACEPARENT"] = traceParent;
        return environment.ToImmutable();
    }

    private static string Expand(string part, Func<string, string?> variable) =>
        Variables.TryExpand(part, variable, out var text, out var error)
            ? text
            : throw new ProcessStartException(ProcessStartFailure.Other, $"The schedule's command cannot be used: {error}");
}
