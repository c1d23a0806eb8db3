using System.Collections.Immutable;
using System.Text.Json;

namespace Dativo.EndToEnd.Load;

/// <summary>A run or a skipped occurrence, as the product's API shows it; read apart from the product's own types.</summary>
public sealed record HistoryRow(Guid Id, string TenantId, string Schedule, string Trigger, string Status, string? Reason, DateTimeOffset ScheduledFor, int Attempts)
{
    public ImmutableArray<HistoryAttempt> AttemptList { get; init; } = [];

    public static HistoryRow Of(JsonElement json) => new(
        json.GetProperty("id").GetGuid(),
        json.GetProperty("tenant_id").GetString()!,
        json.GetProperty("schedule").GetString()!,
        json.GetProperty("trigger").GetString()!,
        json.GetProperty("status").GetString()!,
        json.GetProperty("reason").GetString(),
        json.GetProperty("scheduled_for").GetDateTimeOffset(),
        json.GetProperty("attempts").GetInt32())
    {
        AttemptList = json.TryGetProperty("attempt_list", out var attempts) ? [.. attempts.EnumerateArray().Select(HistoryAttempt.Of)] : [],
    };
}
