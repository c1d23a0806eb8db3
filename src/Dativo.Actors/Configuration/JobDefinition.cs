using Dativo.Actors.Jobs;

namespace Dativo.Actors.Configuration;

/// <summary>What the orchestrator needs of a job file; all other keys belong to the ingestion engine.</summary>
public sealed record JobDefinition
{
    /// <summary>The job file as an absolute path.</summary>
    public required string File { get; init; }

    /// <summary>The customer the job belongs to: <c>tenant_id</c>.</summary>
    public required string TenantId { get; init; }

    /// <summary>The type of the source: <c>source_connector</c>, or the type inside <c>source_connector_path</c>; null when neither is given.</summary>
    public string? ConnectorType { get; init; }

    /// <summary>The type of the target: <c>target_connector</c>; null when not given.</summary>
    public string? TargetConnector { get; init; }

    /// <summary>The data asset: <c>asset</c>; null when not given.</summary>
    public string? Asset { get; init; }

    /// <summary>The job's retries; <see cref="RetryPolicy.None"/> without <c>retry_config</c>.</summary>
    public RetryPolicy Retry { get; init; } = RetryPolicy.None;

    /// <summary>What the job logs; null without <c>logging</c>.</summary>
    public JobLogging? Logging { get; init; }
}
