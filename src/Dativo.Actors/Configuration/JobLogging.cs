namespace Dativo.Actors.Configuration;

/// <summary>The <c>logging</c> of a job file.</summary>
public sealed record JobLogging
{
    /// <summary>The least severe level the job logs: <c>DEBUG</c>, <c>INFO</c>, <c>WARNING</c>, <c>ERROR</c> or <c>CRITICAL</c>.</summary>
    public string Level { get; init; } = "INFO";

    /// <summary>Whether secrets are to be removed from what the job logs.</summary>
    public bool Redaction { get; init; }
}
