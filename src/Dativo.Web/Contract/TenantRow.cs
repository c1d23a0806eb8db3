using System.Text.Json.Serialization;

namespace Dativo.Web.Contract;

/// <summary>A tenant in a list.</summary>
public record TenantRow
{
    /// <summary>The tenant.</summary>
    [JsonPropertyOrder(-20)]
    public required string TenantId { get; init; }

    /// <summary>How many schedules it has; null when the scheduler did not answer.</summary>
    [JsonPropertyOrder(-19)]
    public int? Schedules { get; init; }

    /// <summary>How many of its runs are running.</summary>
    [JsonPropertyOrder(-18)]
    public required int Running { get; init; }

    /// <summary>How many wait in the queue.</summary>
    [JsonPropertyOrder(-17)]
    public required int Queued { get; init; }

    /// <summary>How many wait for a retry.</summary>
    [JsonPropertyOrder(-16)]
    public required int WaitingRetry { get; init; }

    /// <summary>The status of the run that ended last; null when none has.</summary>
    [JsonPropertyOrder(-15)]
    public string? LastStatus { get; init; }

    /// <summary>When that run ended.</summary>
    [JsonPropertyOrder(-14)]
    public DateTimeOffset? LastFinishedAt { get; init; }
}
