using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dativo.Actors.Configuration;

namespace Dativo.Cli.Validation;

/// <summary>Writes what <c>validate</c> found, for machines.</summary>
internal static class JsonReport
{
    public static void Write(IEnumerable<FileReport> reports, TextWriter output)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartArray("files");
            foreach (var report in reports)
                Write(report, json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    private static void Write(FileReport report, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("file", report.File);
        json.WriteBoolean("valid", report.IsValid);
        json.WriteStartArray("diagnostics");
        foreach (var diagnostic in report.Diagnostics)
            Write(diagnostic, json);
        json.WriteEndArray();
        json.WriteStartArray("schedules");
        foreach (var schedule in report.Schedules)
            Write(schedule, json);
        json.WriteEndArray();
        if (report.Job is { } job)
            Write(job, json);
        json.WriteEndObject();
    }

    private static void Write(Diagnostic diagnostic, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("severity", diagnostic.Severity == Severity.Error ? "error" : "warning");
        json.WriteString("file", diagnostic.File);
        json.WriteNumber("line", diagnostic.Line);
        json.WriteNumber("column", diagnostic.Column);
        json.WriteString("key", diagnostic.Key);
        json.WriteString("message", diagnostic.Message);
        json.WriteEndObject();
    }

    private static void Write(ScheduleReport report, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", report.Schedule.Name);
        json.WriteString("tenant_id", report.Schedule.Job?.TenantId);
        json.WriteString("rule", report.Schedule.RuleText);
        json.WriteString("timezone", report.Schedule.Timezone);
        json.WriteBoolean("enabled", report.Schedule.Enabled);
        json.WriteString("state", report.State);
        json.WriteStartArray("next");
        foreach (var instant in report.Next)
        {
            json.WriteStartObject();
            json.WriteString("utc", instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
            json.WriteString("local", report.Local(instant).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("dst_warnings");
        foreach (var warning in report.DstWarnings)
            json.WriteStringValue(warning);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(JobDefinition job, Utf8JsonWriter json)
    {
        json.WriteStartObject("job");
        json.WriteString("tenant_id", job.TenantId);
        json.WriteString("connector_type", job.ConnectorType);
        json.WriteNumber("max_retries", job.Retry.MaxRetries);
        json.WriteEndObject();
    }
}
