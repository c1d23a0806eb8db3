using System.Text.Json;

namespace Dativo.Ingest.Publish;

/// <summary>A file of a run.</summary>
/// <param name="Path">Where it is, relative to the asset's directory, with forward slashes.</param>
/// <param name="Staged">Its name in the run's staging directory until it is moved.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Rows">How many records it has.</param>
internal sealed record JournalFile(string Path, string Staged, long Bytes, long Rows)
{
    public static JournalFile Read(JsonElement json) => new(
        json.GetProperty("path").GetString()!,
        json.GetProperty("staged").GetString()!,
        json.GetProperty("bytes").GetInt64(),
        json.GetProperty("rows").GetInt64());

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("path", Path);
        json.WriteString("staged", Staged);
        json.WriteNumber("bytes", Bytes);
        json.WriteNumber("rows", Rows);
        json.WriteEndObject();
    }
}
