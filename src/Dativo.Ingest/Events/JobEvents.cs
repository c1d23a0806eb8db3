using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dativo.Ingest.Jobs;
using Dativo.Ingest.Validate;

namespace Dativo.Ingest.Events;

/// <summary>
/// Writes a job's events: one JSON object a line, each with its time, level, type, message, tenant and job. Names and
/// fields are those of dativo-ingest 1.3.0.
/// </summary>
internal sealed class JobEvents(Stream output, TimeProvider time, JobIdentity identity, string? jobName, string fallbackJobName)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Warning(string type, string message) => Write("WARNING", type, message, null);

    public void Started(Job job, RunEnvironment run) => Write("INFO", "job_started", "Job started", json =>
    {
        json.WriteString("run_id", run.RunId);
        json.WriteNumber("attempt", run.Attempt);
        json.WriteString("source_connector", "csv");
        json.WriteNumber("files_count", job.Files.Count);
        json.WriteString("schema_validation_mode", job.ValidationMode == ValidationMode.Strict ? "strict" : "warn");
    });

    public void Extraction(long records, int files) => Write("INFO", "metrics_extraction", "Extraction metrics recorded", json =>
    {
        json.WriteNumber("records_count", records);
        json.WriteNumber("files_count", files);
    });

    public void Validation(ValidationReport report) => Write("INFO", "metrics_validation", "Validation metrics recorded", json =>
    {
        json.WriteNumber("valid_records", report.Valid);
        json.WriteNumber("invalid_records", report.Invalid);
        json.WriteNumber("total_records", report.Total);
        // Of no records none is invalid.
        json.WriteNumber("validation_rate_percent", report.Total == 0 ? 100 : Math.Round(100.0 * report.Valid / report.Total, 4));
    });

    public void Writing(int files, long bytes) => Write("INFO", "metrics_writing", "Writing metrics recorded", json =>
    {
        json.WriteNumber("files_written", files);
        json.WriteNumber("bytes_written", bytes);
        json.WriteNumber("total_mb", Math.Round(bytes / (1024.0 * 1024.0), 6));
    });

    // A file source calls no API; the event says so, since consumers expect one per job.
    public void ApiCalls() => Write("INFO", "metrics_api_calls", "API call metrics recorded", json =>
    {
        json.WriteNumber("api_calls", 0);
        json.WriteString("api_type", "csv");
    });

    public void ErrorMetric(string type, long count) => Write("WARNING", "metrics_error", "Error metrics recorded", json =>
    {
        json.WriteString("error_type", type);
        json.WriteNumber("error_count", count);
    });

    public void Complete(JobOutcome outcome) => Write("INFO", "metrics_complete", "Job execution metrics", json => Outcome(json, outcome));

    public void Finished(JobOutcome outcome, RunEnvironment run) => Write("INFO", "job_finished", "Job execution completed", json =>
    {
        json.WriteString("run_id", run.RunId);
        json.WriteNumber("attempt", run.Attempt);
        json.WriteNumber("exit_code", outcome.ExitCode);
        Outcome(json, outcome);
    });

    public void Error(IngestErrorKind kind, string message) => Write("ERROR", "job_error", message, json =>
    {
        json.WriteString("error_type", kind.ToString());
        json.WriteNumber("exit_code", IngestExitCode.Failure);
    });

    private static void Outcome(Utf8JsonWriter json, JobOutcome outcome)
    {
        json.WriteString("status", outcome.Status);
        json.WriteNumber("execution_time_seconds", Math.Round(outcome.Elapsed.TotalSeconds, 3));
        json.WriteNumber("records_extracted", outcome.Extracted);
        json.WriteNumber("records_valid", outcome.Valid);
        json.WriteNumber("records_invalid", outcome.Invalid);
        json.WriteNumber("files_written", outcome.FilesWritten);
        json.WriteNumber("total_bytes", outcome.Bytes);
        json.WriteNumber("records_per_second", outcome.Elapsed > TimeSpan.Zero ? Math.Round(outcome.Extracted / outcome.Elapsed.TotalSeconds, 1) : 0);
    }

    private void Write(string level, string type, string message, Action<Utf8JsonWriter>? fields)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("level", level);
            json.WriteString("event_type", type);
            json.WriteString("message", message);
            json.WriteString("tenant_id", identity.TenantId);
            json.WriteString("job_name", jobName ?? identity.AssetName ?? fallbackJobName);
            fields?.Invoke(json);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        output.Write(buffer.WrittenSpan);
        output.Flush();
    }
}
