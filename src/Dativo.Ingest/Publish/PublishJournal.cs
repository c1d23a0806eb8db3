using System.Text.Json;

namespace Dativo.Ingest.Publish;

/// <summary>
/// What an attempt of a run puts into the asset's directory. Once it is on disk the attempt is decided: whoever comes next
/// completes what it says.
/// </summary>
internal sealed record PublishJournal
{
    public required string RunId { get; init; }

    /// <summary>The tenant's fencing token of the attempt, 0 when it had none.</summary>
    public required long FencingToken { get; init; }

    /// <summary>The files of the run.</summary>
    public required IReadOnlyList<JournalFile> Files { get; init; }

    /// <summary>Files of earlier attempts that are not files of this one.</summary>
    public required IReadOnlyList<string> Remove { get; init; }

    /// <summary>The journal of a run; null when it never published. A journal is complete or absent, since it is renamed into place.</summary>
    public static PublishJournal? Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            return new PublishJournal
            {
                RunId = root.GetProperty("run_id").GetString()!,
                FencingToken = root.GetProperty("fencing_token").GetInt64(),
                Files = [.. root.GetProperty("files").EnumerateArray().Select(JournalFile.Read)],
                Remove = [.. root.GetProperty("remove").EnumerateArray().Select(e => e.GetString()!)],
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new IngestException(
                IngestErrorKind.TargetError,
                $"{Path.GetFileName(path)} in the target's .dativo/runs is not a journal of this program (delete it to forget what that run published)");
        }
    }

    /// <summary>Puts the journal on disk, durably and at once.</summary>
    public void Write(string path)
    {
        var temporary = path + ".tmp";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            using (var json = new Utf8JsonWriter(stream))
            {
                json.WriteStartObject();
                json.WriteString("run_id", RunId);
                json.WriteNumber("fencing_token", FencingToken);
                json.WriteStartArray("files");
                foreach (var file in Files)
                    file.Write(json);
                json.WriteEndArray();
                json.WriteStartArray("remove");
                foreach (var file in Remove)
                    json.WriteStringValue(file);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        DurableDirectory.Flush(Path.GetDirectoryName(path)!);
    }
}
