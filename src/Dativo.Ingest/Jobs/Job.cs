using Dativo.Ingest.Assets;
using Dativo.Ingest.Yaml;

namespace Dativo.Ingest.Jobs;

/// <summary>A job, read and checked: what to read, what it must look like, where it goes.</summary>
internal sealed record Job
{
    public required string TenantId { get; init; }

    public required string AssetName { get; init; }

    public required Asset Asset { get; init; }

    public required IReadOnlyList<SourceFile> Files { get; init; }

    public required ValidationMode ValidationMode { get; init; }

    /// <summary>The full path of the directory that holds the asset's directory.</summary>
    public required string TargetDirectory { get; init; }

    /// <summary>The same directory as it was written in the job file.</summary>
    public required WrittenText Target { get; init; }

    /// <summary>The columns, or <c>ingest_date</c>, that make the directories, outermost first.</summary>
    public required IReadOnlyList<string> Partitioning { get; init; }

    /// <summary>About how large an output file becomes, in bytes.</summary>
    public required long TargetFileBytes { get; init; }

    public required PathResolver Paths { get; init; }
}
