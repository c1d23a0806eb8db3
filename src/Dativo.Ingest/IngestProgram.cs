using Dativo.Ingest.Events;
using Dativo.Ingest.Jobs;
using Dativo.Ingest.Validate;
using Dativo.Ingest.Write;

namespace Dativo.Ingest;

/// <summary>
/// The bundled ingestion engine: reads the CSV files of one job, validates their records against the asset, and puts them
/// into the target as Parquet files. docs/ingestion.md says what it promises.
/// </summary>
public static class IngestProgram
{
    private const int ReasonsToTell = 20;

    /// <summary>Runs one job.</summary>
    /// <param name="arguments">What to run.</param>
    /// <param name="output">Receives events, one JSON object a line.</param>
    /// <param name="error">Receives what a person needs to know; its last line is the reason of a failure, as <c>Kind: reason</c>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="environment">The environment variables: the orchestrator's <c>DATIVO_*</c>, and those the job file names.</param>
    /// <param name="cancellationToken">Ends the job early; what it has not published yet is removed.</param>
    /// <returns>One of <see cref="IngestExitCode"/>. Errors of the job are told, not thrown.</returns>
    public static async Task<int> RunAsync(
        IngestArguments arguments,
        Stream output,
        TextWriter error,
        TimeProvider time,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var identity = new JobIdentity { TenantId = Value(environment, "DATIVO_TENANT_ID") };
        var events = new JobEvents(output, time, identity, Value(environment, "DATIVO_JOB_NAME"), Path.GetFileNameWithoutExtension(arguments.ConfigPath));
        var report = new ValidationReport(error, ReasonsToTell);
        JobAttempt? attempt = null;
        IngestErrorKind kind;
        string reason;
        try
        {
            var warnings = new List<string>();
            var run = RunEnvironment.Read(environment, time);
            var job = ReadJob(arguments, environment, identity, warnings);
            events.Started(job, run);
            foreach (var warning in warnings)
                events.Warning("config_warning", warning);

            attempt = new JobAttempt(job, run, events, report, time);
            if (await attempt.RunAsync(cancellationToken) is { } written)
            {
                var outcome = Outcome(report.Invalid == 0 ? IngestExitCode.Success : IngestExitCode.Partial, written);
                TellMetrics(outcome, null);
                events.Finished(outcome, run);
                if (report.Invalid > 0)
                    error.WriteLine($"{report.Invalid} of {report.Total} records are invalid and were dropped");
                return outcome.ExitCode;
            }

            kind = IngestErrorKind.ValidationError;
            reason = $"{report.Invalid} of {report.Total} records are invalid and schema_validation_mode is strict: nothing was written";
        }
        catch (ConfigException e)
        {
            kind = IngestErrorKind.ConfigurationError;
            reason = e.Errors[0];
            if (e.Errors.Count > 1)
            {
                foreach (var line in e.Errors)
                    error.WriteLine(line);
                reason = $"{e.Errors.Count} errors in the job's files, the first: {reason}";
            }
        }
        catch (IngestException e)
        {
            kind = e.Kind;
            reason = e.Message;
        }
        catch (OperationCanceledException)
        {
            kind = IngestErrorKind.Cancelled;
            reason = "the job was told to stop: nothing was written";
        }
        catch (Exception e)
        {
            // Not a user's mistake: whoever mends it needs the place. The message is left out, it can hold data.
            error.WriteLine(e.StackTrace);
            kind = IngestErrorKind.InternalError;
            reason = $"{e.GetType().Name}; this is a defect, please report it with the lines above";
        }

        if (attempt is not null)
            TellMetrics(Outcome(IngestExitCode.Failure, []), kind);
        events.Error(kind, $"{kind}: {reason}");
        error.WriteLine($"{kind}: {reason}");
        return IngestExitCode.Failure;

        JobOutcome Outcome(int exitCode, IReadOnlyList<StagedFile> written) => new()
        {
            ExitCode = exitCode,
            Elapsed = time.GetElapsedTime(start),
            Extracted = report.Total,
            Valid = report.Valid,
            Invalid = report.Invalid,
            FilesWritten = written.Count,
            Bytes = written.Sum(f => f.Bytes),
        };

        void TellMetrics(JobOutcome outcome, IngestErrorKind? failure)
        {
            report.Finish();
            events.Extraction(report.Total, attempt!.FilesRead);
            events.Validation(report);
            foreach (var (problem, count) in report.Problems)
                events.ErrorMetric(ProblemKindNames.Of(problem), count);
            // Invalid records have just been told one kind after the other.
            if (failure is { } other and not IngestErrorKind.ValidationError)
                events.ErrorMetric(other.ToString(), 1);
            events.Writing(outcome.FilesWritten, outcome.Bytes);
            events.ApiCalls();
            events.Complete(outcome);
        }
    }

    private static string? Value(IReadOnlyDictionary<string, string> environment, string name) =>
        environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    private static Job ReadJob(
        IngestArguments arguments,
        IReadOnlyDictionary<string, string> environment,
        JobIdentity identity,
        List<string> warnings)
    {
        var more = (Value(environment, PathMap.Variable) ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var map = PathMap.Parse(arguments.PathMaps.Concat(more), arguments.WorkingDirectory);
        var path = Path.GetFullPath(map.Apply(arguments.ConfigPath), arguments.WorkingDirectory);
        return JobFile.Read(path, arguments.ConfigPath, arguments.WorkingDirectory, map, environment, identity, warnings);
    }
}
