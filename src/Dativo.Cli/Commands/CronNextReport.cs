using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dativo.Cli.Commands;

/// <summary>Writes the answer of <c>dativo cron next</c>.</summary>
internal static class CronNextReport
{
    public static void WriteJson(CronNextQuery query, TextWriter output)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("expression", query.Expression);
            if (query.IntervalSeconds is { } seconds)
                json.WriteNumber("interval_seconds", seconds);
            json.WriteString("timezone", query.Zone.Id);
            json.WriteStartArray("occurrences");
            foreach (var instant in query.Occurrences)
            {
                json.WriteStartObject();
                json.WriteString("utc", InstantText.Utc(instant));
                json.WriteString("local", InstantText.Local(instant, query.Zone));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    public static void WriteTable(CronNextQuery query, DateTimeOffset now, TextWriter output)
    {
        var rows = query.Occurrences
            .Select(instant => (Utc: Plain(InstantText.Utc(instant)), Local: Plain(InstantText.Local(instant, query.Zone)), In: TimeDistance.From(now, instant)))
            .Prepend((Utc: "UTC", Local: $"{query.Zone.Id}", In: "WHEN"))
            .ToArray();
        var utcWidth = rows.Max(row => row.Utc.Length);
        var localWidth = rows.Max(row => row.Local.Length);
        foreach (var (utc, local, distance) in rows)
            output.WriteLine($"{utc.PadRight(utcWidth)}  {local.PadRight(localWidth)}  {distance}");
        if (rows.Length == 1)
            output.WriteLine("nothing more before the end of the calendar");
    }

    // For people a blank reads better than the T between date and time.
    private static string Plain(string instant) => instant.Replace('T', ' ');
}
