using System.Text.Json;

namespace Dativo.EndToEnd.Load;

/// <summary>An attempt, as the product's API shows it.</summary>
public sealed record HistoryAttempt(int Number, long FencingToken, string? Outcome, int? ExitCode, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt)
{
    public static HistoryAttempt Of(JsonElement json) => new(
        json.GetProperty("number").GetInt32(),
        json.GetProperty("fencing_token").GetInt64(),
        json.GetProperty("outcome").GetString(),
        json.GetProperty("exit_code") is { ValueKind: JsonValueKind.Number } code ? code.GetInt32() : null,
        json.GetProperty("started_at").GetDateTimeOffset(),
        json.GetProperty("finished_at") is { ValueKind: JsonValueKind.String } finished ? finished.GetDateTimeOffset() : null);
}
