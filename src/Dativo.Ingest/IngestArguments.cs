namespace Dativo.Ingest;

/// <summary>What <c>dativo run</c> is asked to do.</summary>
/// <param name="ConfigPath">The job file, relative to <paramref name="WorkingDirectory"/> or absolute.</param>
/// <param name="WorkingDirectory">An absolute directory: the first place relative paths are looked for.</param>
public sealed record IngestArguments(string ConfigPath, string WorkingDirectory)
{
    /// <summary>Replacements for the beginnings of absolute paths, as <c>/app=/home/me/project</c>; the environment's
    /// <c>DATIVO_PATH_MAP</c> adds to them.</summary>
    public IReadOnlyList<string> PathMaps { get; init; } = [];
}
