using System.Text.Json.Serialization;

namespace Dativo.Web.Contract;

/// <summary>A run, or an occurrence that did not become one, in a list.</summary>
public record RunRow
{
    /// <summary>The run's id, a UUID v7.</summary>
    [JsonPropertyOrder(-20)]
    public required Guid Id { get; init; }

    /// <summary>
    /// The shortest start of the id, 12 hexadecimal digits or more, that no other run has; only with <c>short_ids=true</c>.
    /// </summary>
    [JsonPropertyOrder(-19)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ShortId { get; init; }

    /// <summary>The tenant.</summary>
    [JsonPropertyOrder(-18)]
    public required string TenantId { get; init; }

    /// <summary>The schedule's name.</summary>
    [JsonPropertyOrder(-17)]
    public required string Schedule { get; init; }

    /// <summary><c>schedule</c>, <c>manual</c>, <c>backfill</c> or <c>rerun</c>.</summary>
    [JsonPropertyOrder(-16)]
    public required string Trigger { get; init; }

    /// <summary>
    /// <c>queued</c>, <c>running</c>, <c>waiting_retry</c>, <c>success</c>, <c>partial</c>, <c>failure</c>, <c>cancelled</c>,
    /// <c>timed_out</c> or <c>skipped</c>.
    /// </summary>
    [JsonPropertyOrder(-15)]
    public required string Status { get; init; }

    /// <summary>A short code for the status; null for success and while open.</summary>
    [JsonPropertyOrder(-14)]
    public string? Reason { get; init; }

    /// <summary>The reason in words; null when there is nothing more to say.</summary>
    [JsonPropertyOrder(-13)]
    public string? Detail { get; init; }

    /// <summary>The instant it is for.</summary>
    [JsonPropertyOrder(-12)]
    public required DateTimeOffset ScheduledFor { get; init; }

    /// <summary>When it was accepted, or skipped.</summary>
    [JsonPropertyOrder(-11)]
    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>When its first attempt started; null when none has.</summary>
    [JsonPropertyOrder(-10)]
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null while open.</summary>
    [JsonPropertyOrder(-9)]
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When its next attempt is due; null unless it waits for a retry.</summary>
    [JsonPropertyOrder(-8)]
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>How many attempts were started.</summary>
    [JsonPropertyOrder(-7)]
    public required int Attempts { get; init; }
}
