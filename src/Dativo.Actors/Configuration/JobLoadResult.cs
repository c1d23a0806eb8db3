using System.Collections.Immutable;
using Dativo.Actors.Configuration.Reading;

namespace Dativo.Actors.Configuration;

/// <summary>What came of reading one job file.</summary>
/// <param name="Job">The job; null when the file is broken.</param>
/// <param name="Diagnostics">Everything that is wrong, in the order of the file.</param>
/// <param name="Files">The absolute paths of all files the result depends upon: the job file and, where it was read, the connector file.</param>
public sealed record JobLoadResult(JobDefinition? Job, ImmutableArray<Diagnostic> Diagnostics, ImmutableArray<string> Files)
{
    /// <summary>The files besides the job file, and how each looked just before it was read, or looked for in vain.</summary>
    internal ImmutableArray<SourceFile> Others { get; init; } = [];

    /// <summary>The files that the ingestion engine is led to, where they were looked after: should one vanish, that is worth a warning.</summary>
    internal ImmutableArray<string> EngineFiles { get; init; } = [];

    /// <summary>Whether anything is an error.</summary>
    public bool HasErrors => Diagnostics.Any(static diagnostic => diagnostic.Severity == Severity.Error);
}
